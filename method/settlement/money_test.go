package settlement_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/settlement"
)

type Fen = settlement.Fen

func TestFenAsText(t *testing.T) {
	for text, fen := range map[string]Fen{
		"0.00": 0, "0.01": 1, "-0.01": -1, "0.10": 10, "1.00": 100, "-12345.60": -1234560,
		"92233720368547758.07": math.MaxInt64, "-92233720368547758.08": math.MinInt64,
	} {
		if fen.String() != text {
			t.Errorf("%d is %s, want %s", int64(fen), fen, text)
		}
		if back, err := settlement.ParseFen(text); back != fen || err != nil {
			t.Errorf("%s is read as %d: %v", text, int64(back), err)
		}
	}
}

func TestParseFen(t *testing.T) {
	for text, want := range map[string]Fen{
		"1": 100, "+1.5": 150, " 007.50 ": 750, "1,234.5": 123450, "-12,345,678": -1234567800, "1.2300": 123,
		"0,000": 0,
	} {
		if fen, err := settlement.ParseFen(text); fen != want || err != nil {
			t.Errorf("%q is read as %d: %v", text, int64(fen), err)
		}
	}
	for text, flaw := range map[string]settlement.Flaw{
		"": settlement.NotAnAmount, "-": settlement.NotAnAmount, ".5": settlement.NotAnAmount, "5.": settlement.NotAnAmount,
		"1e3": settlement.NotAnAmount, "1,23": settlement.NotAnAmount, ",123": settlement.NotAnAmount,
		"1234,567": settlement.NotAnAmount, "--1": settlement.NotAnAmount, "1.0.0": settlement.NotAnAmount,
		"１": settlement.NotAnAmount, "1,,234": settlement.NotAnAmount, "1.-1": settlement.NotAnAmount,
		"1.234": settlement.TooFine, "0.001": settlement.TooFine,
		"92233720368547758.08": settlement.TooLarge, "-92233720368547758.09": settlement.TooLarge,
	} {
		_, err := settlement.ParseFen(text)
		var e *settlement.AmountError
		if !errors.As(err, &e) || e.Flaw != flaw || !strings.Contains(err.Error(), "expected") {
			t.Errorf("%q: %v, want %s", text, err, flaw)
		}
	}
}

func FuzzParseFen(f *testing.F) {
	for _, s := range []string{"1,234.50", "-0.01", "92233720368547758.08", "1.000", "+", "١"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fen, err := settlement.ParseFen(s)
		if err != nil {
			return
		}
		exact, ok := new(big.Rat).SetString(strings.ReplaceAll(strings.TrimSpace(s), ",", ""))
		if !ok || exact.Cmp(big.NewRat(int64(fen), 100)) != 0 {
			t.Errorf("%q is read as %v", s, fen)
		}
		if back, err := settlement.ParseFen(fen.String()); back != fen || err != nil {
			t.Errorf("%v is read as %v: %v", fen, back, err)
		}
	})
}

func TestSumsDoNotOverflow(t *testing.T) {
	for _, c := range []struct {
		a, b Fen
		ok   bool
	}{
		{1, 2, true}, {math.MaxInt64, 0, true}, {math.MaxInt64, 1, false}, {math.MinInt64, 0, true},
		{math.MinInt64, -1, false}, {math.MinInt64, math.MaxInt64, true}, {math.MinInt64, math.MinInt64, false},
		{math.MaxInt64, math.MaxInt64, false},
	} {
		sum, err := c.a.Add(c.b)
		if (err == nil) != c.ok || c.ok && sum != c.a+c.b || !c.ok && !errors.Is(err, settlement.ErrOverflow) {
			t.Errorf("%v + %v = %v, %v", c.a, c.b, sum, err)
		}
	}
	if sum, err := settlement.Sum(1, 2, -4); sum != -1 || err != nil {
		t.Error(sum, err)
	}
	if _, err := settlement.Sum(math.MaxInt64, 1, -1); !errors.Is(err, settlement.ErrOverflow) {
		t.Error(err)
	}
}

// Hand-computed: 赤水河 pays 1:5:4 (2 亿元 a year); 1 分 of three; the textbook case of Hamilton's method;
// ties go to the first.
func TestAllocateByParts(t *testing.T) {
	for _, c := range []struct {
		total Fen
		parts []int64
		want  []Fen
	}{
		{20_000_000_000, []int64{1, 5, 4}, []Fen{2_000_000_000, 10_000_000_000, 8_000_000_000}},
		{1, []int64{1, 1, 1}, []Fen{1, 0, 0}},
		{-1, []int64{1, 1, 1}, []Fen{-1, 0, 0}},
		{100, []int64{1, 1, 1}, []Fen{34, 33, 33}},
		{101, []int64{1, 1, 1}, []Fen{34, 34, 33}},
		{10, []int64{0, 3, 0, 4}, []Fen{0, 4, 0, 6}}, // 4.29, 5.71
		{0, []int64{2, 1}, []Fen{0, 0}},
		{math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, []Fen{1 << 62, 1<<62 - 1}},
		{math.MinInt64, []int64{1, 0}, []Fen{math.MinInt64, 0}},
		{3, []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}, []Fen{1, 1, 1}}, // the sum exceeds 64 bits
	} {
		got, err := settlement.AllocateByParts(c.total, c.parts)
		if err != nil || !equal(got, c.want) {
			t.Errorf("%d by %v: %v, %v, want %v", c.total, c.parts, got, err, c.want)
		}
	}
	for _, parts := range [][]int64{nil, {0}, {0, 0}, {1, -1}, {-1}} {
		if got, err := settlement.AllocateByParts(5, parts); !errors.Is(err, settlement.ErrWeights) {
			t.Errorf("by %v: %v, %v", parts, got, err)
		}
	}
	if _, err := settlement.Allocate(5, []*big.Rat{nil}); !errors.Is(err, settlement.ErrWeights) {
		t.Error(err)
	}
}

func equal(a, b []Fen) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func weights(t *rapid.T) []*big.Rat {
	n := rapid.IntRange(1, 12).Draw(t, "parties")
	large := rapid.Bool().Draw(t, "large")
	list := make([]*big.Rat, n)
	for i := range list {
		num := rapid.Int64Range(0, 12).Draw(t, "numerator")
		den := rapid.Int64Range(1, 30).Draw(t, "denominator")
		if large {
			num, den = rapid.Int64Range(0, math.MaxInt64).Draw(t, "numerator"),
				rapid.Int64Range(1, math.MaxInt64).Draw(t, "denominator")
		}
		list[i] = big.NewRat(num, den)
	}
	list[rapid.IntRange(0, n-1).Draw(t, "one")].Add(list[0], big.NewRat(1, 7))
	return list
}

// Sums are exact; no part is off by a fen or more; who weighs more gets no less; a negative total is
// divided as its opposite; the scale of the weights does not matter.
func TestPropertyLargestRemainder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total, list := Fen(rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "total")), weights(t)
		if rapid.Bool().Draw(t, "small") {
			total %= 1000
		}
		parts, err := settlement.Allocate(total, list)
		if err != nil {
			t.Fatal(err)
		}
		sum := new(big.Rat)
		for _, w := range list {
			sum.Add(sum, w)
		}
		left := total
		for i, p := range parts {
			left -= p
			off := new(big.Rat).SetInt64(int64(total))
			off.Mul(off, list[i]).Quo(off, sum)
			off.Sub(off, new(big.Rat).SetInt64(int64(p)))
			if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Errorf("part %d is off by %v fen", i, off)
			}
			for k := range i {
				if c := list[k].Cmp(list[i]); total > 0 &&
					(c < 0 && parts[k] > p || c > 0 && parts[k] < p || c == 0 && parts[k] < p) {
					t.Errorf("weights %v and %v get %v and %v", list[k], list[i], parts[k], p)
				}
			}
		}
		if left != 0 {
			t.Errorf("%v are left over", left)
		}
		opposite, _ := settlement.Allocate(-total, list)
		scaled := make([]*big.Rat, len(list))
		for i, w := range list {
			scaled[i] = new(big.Rat).Mul(w, big.NewRat(3, 1<<62))
		}
		again, _ := settlement.Allocate(total, scaled)
		for i, p := range parts {
			if opposite[i] != -p || again[i] != p {
				t.Errorf("part %d is %v, of the opposite %v, by scaled weights %v", i, p, opposite[i], again[i])
			}
		}
	})
}

func TestPropertyWholeWeightsDivideAsFractionsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64), 1, 8).Draw(t, "weights")
		whole[0] = max(whole[0], 1)
		list := make([]*big.Rat, len(whole))
		for i, w := range whole {
			list[i] = new(big.Rat).SetInt64(w)
		}
		total := Fen(rapid.Int64().Draw(t, "total"))
		a, err := settlement.AllocateByParts(total, whole)
		b, err2 := settlement.Allocate(total, list)
		if err != nil || err2 != nil || !equal(a, b) {
			t.Errorf("%v %v, %v %v", a, err, b, err2)
		}
	})
}
