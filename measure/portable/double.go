package portable

// double is an unevaluated sum hi + lo of about 100 significant bits, |lo| ≤ ½ ulp(hi).
type double struct{ hi, lo float64 }

// add returns a + b exactly as a double (Knuth's two-sum).
func add(a, b float64) double {
	s := a + b
	v := s - a
	return double{s, (a - (s - v)) + (b - v)}
}

// mul returns a·b exactly as a double (Dekker's product).
func mul(a, b float64) double {
	p := float64(a * b)
	ah, al := split(a)
	bh, bl := split(b)
	low := ((float64(ah*bh) - p) + float64(ah*bl)) + float64(al*bh)
	return double{p, low + float64(al*bl)}
}

// split cuts a into two halves of 26 bits (Veltkamp). |a| must be below 2^996.
func split(a float64) (hi, lo float64) {
	c := float64(134217729 * a) // 2^27 + 1
	hi = c - (c - a)
	return hi, a - hi
}

// times returns d·b.
func (d double) times(b float64) double {
	p := mul(d.hi, b)
	return add(p.hi, p.lo+float64(d.lo*b))
}

// mul returns d·e.
func (d double) mul(e double) double {
	p := mul(d.hi, e.hi)
	return add(p.hi, p.lo+(float64(d.hi*e.lo)+float64(d.lo*e.hi)))
}

// plus returns d + e.
func (d double) plus(e double) double {
	s := add(d.hi, e.hi)
	return add(s.hi, s.lo+(d.lo+e.lo))
}

// under returns a/d.
func (d double) under(a float64) double {
	q := a / d.hi
	p := d.times(q)
	rest := (a - p.hi) - p.lo
	return add(q, rest/d.hi)
}

// The first coefficients of atanh(s)/s = 1 + s²/3 + s⁴/5 + …, as doubles.
var (
	third = double{3, 0}.under(1)
	fifth = double{5, 0}.under(1)
)

// logOf returns ln x for x > 0 with a relative error below 2^-68: with x = m·2^k and
// s = (m-1)/(m+1), ln x = k·ln 2 + 2·atanh(s), |s| < 0.172.
func logOf(x float64) double {
	m, k := normal(x)
	s := add(m, 1).under(m - 1)
	s2 := s.mul(s)
	tail := 0.0
	for n := 31; n >= 7; n -= 2 {
		tail = 1/float64(n) + float64(s2.hi*tail)
	}
	sum := fifth.plus(s2.times(tail))
	sum = third.plus(s2.mul(sum))
	sum = double{1, 0}.plus(s2.mul(sum))
	l := s.mul(sum)
	l.hi, l.lo = l.hi*2, l.lo*2
	ln2 := add(float64(float64(k)*ln2Hi), float64(float64(k)*ln2Lo))
	return ln2.plus(l)
}
