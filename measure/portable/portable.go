// Package portable holds the elementary functions whose results must have the same bits on every
// architecture. The standard library computes them in assembly on some machines and lets the
// compiler fuse multiply and add on others; here every step is a plain IEEE 754 double operation,
// and every product that feeds a sum is rounded first by an explicit conversion.
//
// Log and Exp follow fdlibm (Sun Microsystems, 1993: e_log.c, e_exp.c), error below 1 ulp. Pow and
// Root carry about 100 bits through the critical steps with the error-free sums and products of
// Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18, 1971.
package portable

import "math"

// ln2Hi + ln2Lo is ln 2; ln2Hi ends in 32 zero bits, so that its product with an exponent is exact.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Log returns the natural logarithm of x, within 1 ulp. It is -Inf for zero and NaN for negatives.
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	m, e := normal(x)
	k, f := float64(e), m-1
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	odd := s2 * (6.666666666666735130e-01 + float64(s4*(2.857142874366239149e-01+
		float64(s4*(1.818357216161805012e-01+float64(s4*1.479819860511658591e-01))))))
	even := s4 * (3.999999999940941908e-01 + float64(s4*(2.222219843214978396e-01+
		float64(s4*1.531383769920937332e-01))))
	r := float64(odd) + float64(even)
	half := float64(0.5 * float64(f*f))
	return float64(k*ln2Hi) - ((half - (float64(s*(half+r)) + float64(k*ln2Lo))) - f)
}

// normal splits x > 0 into m·2^e with m in [√½, √2).
func normal(x float64) (m float64, e int) {
	m, e = math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = float64(m*2), e-1
	}
	return m, e
}

// Exp returns e to the power x, within 1 ulp.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 7.09782712893383973096e+02:
		return math.Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	}
	return expOf(x, 0)
}

// expOf returns e to the power x + rest, where rest is small beside x.
func expOf(x, rest float64) float64 {
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	hi := x - float64(k*ln2Hi)
	lo := float64(k*ln2Lo) - rest
	r := hi - lo
	t := float64(r * r)
	c := r - float64(t*(1.66666666666666657415e-01+float64(t*(-2.77777777770155933842e-03+
		float64(t*(6.61375632143793436117e-05+float64(t*(-1.65339022054652515390e-06+
			float64(t*4.13813679705723846039e-08)))))))))
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return math.Ldexp(y, int(k))
}

// Pow returns x to the power y for finite x ≥ 0 and finite y, within 1 ulp; NaN for everything
// else. Pow(0, y) is 0, 1 or +Inf as y is positive, zero or negative.
func Pow(x, y float64) float64 {
	switch {
	case x-x != 0 || y-y != 0 || x < 0:
		return math.NaN()
	case y == 0 || x == 1:
		return 1
	case x == 0 && y > 0:
		return 0
	case x == 0:
		return math.Inf(1)
	}
	l := logOf(x)
	switch rough := float64(l.hi * y); {
	case rough > 710:
		return math.Inf(1)
	case rough < -746:
		return 0
	}
	t := l.times(y)
	return expOf(t.hi, t.lo)
}

// Root returns the n-th root of x for n ≥ 1, within 1 ulp and exact where x is a perfect power. An
// even root of a negative number is NaN. It takes time in proportion to n.
func Root(x float64, n int) float64 {
	switch {
	case n < 1 || x < 0 && n%2 == 0:
		return math.NaN()
	case x == 0 || x-x != 0 || n == 1:
		return x
	case x < 0:
		return -Root(-x, n)
	}
	y := Exp(Log(x) / float64(n))
	// One Newton step y - (yⁿ-x)/(n·yⁿ⁻¹), with yⁿ to 100 bits. The power starts from 2^-s with
	// s half of x's exponent, so that no product on the way leaves the range of doubles.
	_, e := math.Frexp(x)
	target := math.Ldexp(x, -e/2)
	power := double{math.Ldexp(1, -e/2), 0}
	for range n {
		power = power.times(y)
	}
	excess := (power.hi - target) + power.lo
	return y - float64(excess/target*y)/float64(n)
}
