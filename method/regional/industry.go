package regional

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// LocationQuotients returns (eᵢⱼ/eⱼ) / (Eᵢ/E) for a table e of regions (rows) by industries: how much
// larger an industry's share is in a region than in all of them. Every region needs a total above 0.
// An industry that is nowhere has no quotient: ok says which columns have. Source: Haig 1928.
func LocationQuotients(e [][]float64) (quotients [][]float64, ok []bool, err error) {
	industries, err := columns(e)
	if err != nil {
		return nil, nil, err
	}
	whole := sum(industries)
	ok = make([]bool, len(industries))
	for j, total := range industries {
		ok[j] = total > 0
	}
	for _, row := range e {
		region, q := sum(row), make([]float64, len(row))
		for j, v := range row {
			if ok[j] {
				if q[j], err = finite(v / region / (industries[j] / whole)); err != nil {
					return nil, nil, err
				}
			}
		}
		quotients = append(quotients, q)
	}
	return quotients, ok, nil
}

// columns adds up a table by industries, once it has checked it.
func columns(e [][]float64) ([]float64, error) {
	if len(e) == 0 || len(e[0]) == 0 {
		return nil, fail(ErrTooFew)
	}
	totals := make([]float64, len(e[0]))
	for _, row := range e {
		if len(row) != len(totals) {
			return nil, fail(ErrLength)
		}
		if _, err := shares(row); err != nil {
			return nil, err
		}
		for j, v := range row {
			totals[j] += v
		}
	}
	return totals, nil
}

// shares returns the parts of a total, which must be above 0.
func shares(x []float64) ([]float64, error) {
	if err := check(x, 1, notNegative); err != nil {
		return nil, err
	}
	total := sum(x)
	if total == 0 || math.IsInf(total, 0) {
		return nil, fail(ErrTotal)
	}
	s := make([]float64, len(x))
	for i, v := range x {
		s[i] = v / total
	}
	return s, nil
}

// pair returns the shares of two lists of the same industries.
func pair(a, b []float64) (sa, sb []float64, err error) {
	if len(a) != len(b) {
		return nil, nil, fail(ErrLength)
	}
	if sa, err = shares(a); err != nil {
		return nil, nil, err
	}
	sb, err = shares(b)
	return sa, sb, err
}

// Krugman returns Σ|aᵢ − bᵢ| of the shares of two structures: 0 where they are the same, 2 where they
// have nothing in common. Two regions, or a region and the others. Source: Krugman 1991, Geography
// and Trade.
func Krugman(a, b []float64) (float64, error) {
	sa, sb, err := pair(a, b)
	if err != nil {
		return 0, err
	}
	total := 0.0
	for i := range sa {
		total += math.Abs(sa[i] - sb[i])
	}
	return total, nil
}

// HooverSpecialisation returns ½Σ|aᵢ − bᵢ|, half of Krugman's: the share of a's that would have to
// change industry to make it like b. Source: Hoover 1936, Review of Economics and Statistics 18.
func HooverSpecialisation(a, b []float64) (float64, error) {
	k, err := Krugman(a, b)
	return k / 2, err
}

// TheilSpecialisation returns Σ aᵢ·ln(aᵢ/bᵢ) of the shares: Theil's T of a's location quotients with
// the shares of b as weights. An industry that a has and b has not is an error: b should include a.
// Source: Theil 1967; Mulligan and Schmidt 2005, Growth and Change 36.
func TheilSpecialisation(a, b []float64) (float64, error) {
	sa, sb, err := pair(a, b)
	if err != nil {
		return 0, err
	}
	total := 0.0
	for i, v := range sa {
		switch {
		case v == 0:
			total += sb[i] // −(v − b) of the sum below
		case sb[i] == 0:
			return 0, &Error{i, b[i], ErrZero}
		default: // Σ(a − b) is 0, and with it every term is at least 0
			total += max(0, float64(v*portable.Log(v/sb[i]))-(v-sb[i]))
		}
	}
	return finite(total)
}

// Similarity returns the cosine Σaᵢbᵢ/√(Σaᵢ²·Σbᵢ²) of two structures, in [0, 1]: the coefficient of
// industrial similarity of UNIDO. 1 where the shares are the same. Source: UNIDO International
// Research Centre 1979, World Industry since 1960.
func Similarity(a, b []float64) (float64, error) {
	sa, sb, err := pair(a, b)
	if err != nil {
		return 0, err
	}
	var ab, aa, bb float64
	for i := range sa {
		ab += float64(sa[i] * sb[i])
		aa += float64(sa[i] * sa[i])
		bb += float64(sb[i] * sb[i])
	}
	return min(1, ab/math.Sqrt(aa*bb)), nil
}

// ShiftShare explains the change of a region by industry: Change = National + Mix + Competitive, and
// Competitive = Homothetic + Allocation. A slice has a number for each industry.
type ShiftShare struct {
	Change      []float64
	National    []float64 // had it grown as everything in the nation
	Mix         []float64 // more, for growing as its industry in the nation
	Competitive []float64 // more, for growing otherwise than its industry in the nation

	// The competitive effect as it would be if the region had the nation's structure, and what comes
	// from being specialised where it does better.
	Homothetic []float64
	Allocation []float64

	Total struct{ Change, National, Mix, Competitive, Homothetic, Allocation float64 }
}

// ShiftShareOf computes the shift–share of a region between two times against a nation (any area of
// reference, as a rule one that contains it), by industry. Where the nation has an industry at
// the start with 0, it must be 0 in the region too; what appears in either later is then the
// competitive effect alone.
// Sources: Dunn 1960, Papers of the Regional Science Association 6; Esteban-Marquillas 1972,
// Regional and Urban Economics 2.
func ShiftShareOf(before, after, nationBefore, nationAfter []float64) (*ShiftShare, error) {
	n := len(before)
	for _, x := range [][]float64{before, after, nationBefore, nationAfter} {
		if len(x) != n {
			return nil, fail(ErrLength)
		}
		if err := check(x, 1, notNegative); err != nil {
			return nil, err
		}
	}
	region, nation := sum(before), sum(nationBefore)
	if region == 0 || nation == 0 || math.IsInf(region, 0) || math.IsInf(nation, 0) {
		return nil, fail(ErrTotal)
	}
	growth := (sum(nationAfter) - nation) / nation
	s := &ShiftShare{}
	for i, e := range before {
		change, national := after[i]-e, float64(e*growth)
		if nationBefore[i] == 0 {
			if e != 0 {
				return nil, &Error{i, e, ErrZero}
			}
			s.add(change, 0, 0, change, 0)
			continue
		}
		industry := (nationAfter[i] - nationBefore[i]) / nationBefore[i]
		competitive := change - float64(e*industry)
		homothetic := 0.0
		if e > 0 {
			homothetic = float64(region * (nationBefore[i] / nation) * (change/e - industry))
		}
		s.add(change, national, float64(e*industry)-national, competitive, homothetic)
	}
	t := s.Total
	for _, v := range []float64{t.National, t.Mix, t.Homothetic, t.Allocation} {
		if _, err := finite(v); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *ShiftShare) add(change, national, mix, competitive, homothetic float64) {
	allocation := competitive - homothetic
	s.Change, s.Total.Change = append(s.Change, change), s.Total.Change+change
	s.National, s.Total.National = append(s.National, national), s.Total.National+national
	s.Mix, s.Total.Mix = append(s.Mix, mix), s.Total.Mix+mix
	s.Competitive, s.Total.Competitive = append(s.Competitive, competitive), s.Total.Competitive+competitive
	s.Homothetic, s.Total.Homothetic = append(s.Homothetic, homothetic), s.Total.Homothetic+homothetic
	s.Allocation, s.Total.Allocation = append(s.Allocation, allocation), s.Total.Allocation+allocation
}
