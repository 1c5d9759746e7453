package portable

import "math"

// NormalCDF returns the probability that a standard normal variable is at most x. Its relative error
// is below 1e-13 down to the smallest probabilities. Source: the Taylor series of Φ(x)/φ(x) (Marsaglia
// 2004) near the centre, Laplace's continued fraction in the tails.
func NormalCDF(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 2.5:
		return 1 - NormalCDF(-x)
	case x < -39:
		return 0
	case x < -2.5:
		f := 0.0
		for k := 250.0; k > 0; k-- {
			f = k / (f - x)
		}
		return density(x) / (f - x)
	}
	sum, term, square := x, x, float64(x*x)
	for k := 3.0; math.Abs(term) > 1e-18*math.Abs(sum); k += 2 {
		term = float64(term*square) / k
		sum += term
	}
	return 0.5 + float64(density(x)*sum)
}

// density is that of the standard normal distribution.
func density(x float64) float64 {
	const inverseRootTwoPi = 0.398942280401432677939946059934
	return float64(inverseRootTwoPi * Exp(float64(x*x)*-0.5))
}

// NormalQuantile returns the x that a standard normal variable is below with probability p, ±Inf at 1
// and 0 and NaN outside them. Source: Wichura 1988, algorithm AS 241 (PPND16), about 16 digits.
func NormalQuantile(p float64) float64 {
	switch {
	case math.IsNaN(p) || p < 0 || p > 1:
		return math.NaN()
	case p == 0 || p == 1:
		return math.Inf(int(p*2 - 1))
	}
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return float64(q*polynomial(&centralTop, r)) / polynomial(&centralBottom, r)
	}
	r := math.Sqrt(-Log(min(p, 1-p)))
	var x float64
	if r <= 5 {
		x = polynomial(&middleTop, r-1.6) / polynomial(&middleBottom, r-1.6)
	} else {
		x = polynomial(&tailTop, r-5) / polynomial(&tailBottom, r-5)
	}
	return math.Copysign(x, q)
}

// polynomial evaluates c[0] + c[1]·x + … by Horner's rule.
func polynomial(c *[8]float64, x float64) float64 {
	sum := c[7]
	for i := 6; i >= 0; i-- {
		sum = float64(sum*x) + c[i]
	}
	return sum
}

// The coefficients of AS 241.
var (
	centralTop = [8]float64{3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427,
		13731.693765509461125, 45921.953931549871457, 67265.770927008700853, 33430.575583588128105,
		2509.0809287301226727}
	centralBottom = [8]float64{1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
		21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610}
	middleTop = [8]float64{1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
		3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833,
		7.74545014278341407640e-4}
	middleBottom = [8]float64{1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
		0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9}
	tailTop = [8]float64{6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
		0.296560571828504891230, 0.0265321895265761230930, 1.24266094738807843860e-3, 2.71155556874348757815e-5,
		2.01033439929228813265e-7}
	tailBottom = [8]float64{1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}
)
