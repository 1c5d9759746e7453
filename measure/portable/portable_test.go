package portable

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

const precision = 320

func bigf(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

// bigLog is 2·atanh((m-1)/(m+1)) + k·ln 2, summed until the terms vanish.
func bigLog(x *big.Float) *big.Float {
	m := new(big.Float).SetPrec(precision)
	k := x.MantExp(m)
	atanh2 := func(num, den *big.Float) *big.Float {
		s := new(big.Float).SetPrec(precision).Quo(num, den)
		s2 := new(big.Float).SetPrec(precision).Mul(s, s)
		sum, power := bigf(0), new(big.Float).Copy(s)
		for n := 1.0; n < 2000; n += 2 {
			sum.Add(sum, new(big.Float).SetPrec(precision).Quo(power, bigf(n)))
			power.Mul(power, s2)
		}
		return sum.Mul(sum, bigf(2))
	}
	one := bigf(1)
	l := atanh2(new(big.Float).SetPrec(precision).Sub(m, one), new(big.Float).SetPrec(precision).Add(m, one))
	ln2 := atanh2(bigf(1), bigf(3))
	return l.Add(l, ln2.Mul(ln2, bigf(float64(k))))
}

// bigExp is the Taylor series of x/2^20, squared 20 times.
func bigExp(x *big.Float) *big.Float {
	r := new(big.Float).SetMantExp(x, -20)
	sum, term := bigf(1), bigf(1)
	for n := 1.0; n < 60; n++ {
		term.Mul(term, r)
		term.Quo(term, bigf(n))
		sum.Add(sum, term)
	}
	for range 20 {
		sum.Mul(sum, sum)
	}
	return sum
}

// ulps returns how far got lies from want, in units of the last place of want.
func ulps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	if got == w {
		return 0
	}
	ulp := math.Abs(math.Nextafter(w, math.Inf(1)) - w)
	diff := new(big.Float).SetPrec(precision).Sub(bigf(got), want)
	d, _ := diff.Quo(diff, bigf(ulp)).Float64()
	return math.Abs(d)
}

func TestWithinOneUlp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	worst := map[string]float64{}
	check := func(name string, got float64, want *big.Float, args ...float64) {
		d := ulps(got, want)
		worst[name] = max(worst[name], d)
		if d > 1 {
			t.Errorf("%s%v = %v, %.3f ulp from %.25g", name, args, got, d, want)
		}
	}
	for range 400 {
		x := math.Ldexp(1+r.Float64(), r.IntN(2000)-1000)
		near := 1 + (r.Float64()-0.5)/float64(int64(1)<<r.IntN(40))
		check("Log", Log(x), bigLog(bigf(x)), x)
		check("Log", Log(near), bigLog(bigf(near)), near)
		e := r.Float64()*1400 - 700
		check("Exp", Exp(e), bigExp(bigf(e)), e)
		check("Exp", Exp(near-1), bigExp(bigf(near-1)), near-1)
		y := (r.Float64()*2 - 1) * 700 / Log(x)
		check("Pow", Pow(x, y), bigExp(new(big.Float).SetPrec(precision).Mul(bigLog(bigf(x)), bigf(y))), x, y)
		n := 1 + r.IntN(60)
		root := bigExp(new(big.Float).SetPrec(precision).Quo(bigLog(bigf(x)), bigf(float64(n))))
		check("Root", Root(x, n), root, x, float64(n))
	}
	t.Log(worst)
}

func TestRootOfPerfectPowersIsExact(t *testing.T) {
	for base := 2; base <= 300; base++ {
		power := float64(base)
		for n := 2; ; n++ {
			if power *= float64(base); power > 1<<53 {
				break
			}
			if got := Root(power, n); got != float64(base) {
				t.Fatalf("Root(%v, %d) = %v, want %d", power, n, got, base)
			}
			if got := Root(-power, n); n%2 == 1 && got != -float64(base) {
				t.Fatalf("Root(%v, %d) = %v, want %d", -power, n, got, -base)
			}
		}
	}
	for n := 1; n <= 1000; n++ {
		if got := Root(math.Ldexp(1, n), n); got != 2 {
			t.Fatalf("Root(2^%d, %d) = %v", n, n, got)
		}
		if got := Root(math.Ldexp(1, -n), n); got != 0.5 {
			t.Fatalf("Root(2^-%d, %d) = %v", n, n, got)
		}
	}
	if got := Root(0.001, 3); got != 0.1 {
		t.Errorf("Root(0.001, 3) = %v", got)
	}
}

func TestEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Log(0)", Log(0), -inf}, {"Log(-1)", Log(-1), nan}, {"Log(1)", Log(1), 0},
		{"Log(+Inf)", Log(inf), inf}, {"Log(NaN)", Log(nan), nan},
		{"Log(smallest)", Log(math.SmallestNonzeroFloat64), -744.4400719213812},
		{"Exp(0)", Exp(0), 1}, {"Exp(+Inf)", Exp(inf), inf}, {"Exp(-Inf)", Exp(-inf), 0},
		{"Exp(710)", Exp(710), inf}, {"Exp(-746)", Exp(-746), 0}, {"Exp(NaN)", Exp(nan), nan},
		{"Exp(-745)", Exp(-745), math.SmallestNonzeroFloat64}, {"Exp(1)", Exp(1), math.E},
		{"Pow(0,0)", Pow(0, 0), 1}, {"Pow(0,2)", Pow(0, 2), 0}, {"Pow(0,-2)", Pow(0, -2), inf},
		{"Pow(-1,2)", Pow(-1, 2), nan}, {"Pow(2,10)", Pow(2, 10), 1024}, {"Pow(10,-3)", Pow(10, -3), 1e-3},
		{"Pow(9,.5)", Pow(9, 0.5), 3}, {"Pow(10,400)", Pow(10, 400), inf}, {"Pow(10,-400)", Pow(10, -400), 0},
		{"Pow(2,MaxFloat)", Pow(2, math.MaxFloat64), inf}, {"Pow(Inf,0)", Pow(inf, 0), nan},
		{"Pow(2,1023)", Pow(2, 1023), math.Ldexp(1, 1023)}, {"Pow(1,y)", Pow(1, 1e300), 1},
		{"Root(0,3)", Root(0, 3), 0}, {"Root(-8,3)", Root(-8, 3), -2}, {"Root(-8,2)", Root(-8, 2), nan},
		{"Root(8,0)", Root(8, 0), nan}, {"Root(Inf,2)", Root(inf, 2), inf}, {"Root(7,1)", Root(7, 1), 7},
		{"Root(max,2)", Root(math.MaxFloat64, 2), math.Sqrt(math.MaxFloat64)},
		{"Root(smallest,2)", Root(math.SmallestNonzeroFloat64, 2), math.Ldexp(1, -537)},
	} {
		if c.got != c.want && (c.got == c.got || c.want == c.want) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestSameBits hashes results over 10,000 fixed inputs. Run under emulation it shows that other
// architectures compute the same bits: GOARCH=arm64 go test -c, then qemu-aarch64 portable.test.
func TestSameBits(t *testing.T) {
	const golden = "7c6e39b51f668c6ea4ce3e27886b424a6468fdc2190be659e09c26387d6c0d82"
	r := rand.New(rand.NewPCG(7, 7))
	h := sha256.New()
	put := func(v float64) {
		if v != v {
			v = math.NaN()
		}
		_ = binary.Write(h, binary.LittleEndian, math.Float64bits(v))
	}
	for range 10_000 {
		x := math.Float64frombits(r.Uint64() >> 1) // positive, of every size
		y := (r.Float64() - 0.5) * 20
		put(Log(x))
		put(Exp(y * 50))
		put(Pow(1+float64(y*y), y))
		put(Root(x, 1+r.IntN(40)))
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != golden {
		t.Errorf("hash of results %s, want %s", got, golden)
	}
}
