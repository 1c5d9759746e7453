package water

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/yipanqi/yipanqi/measure/decimal"
)

// Body is the quality of a river, a lake or a basin in a period.
type Body struct {
	Sections  int
	Evaluated int          // with a class
	Counts    [classes]int // sections by class; those without one first
	Shares    [classes]decimal.Decimal
	Good      decimal.Decimal // percent of evaluated sections of class I to III
	Worst     decimal.Decimal // percent worse than V
	ByShares  bool            // graded by shares, else by the mean of sections
	Mean      *Evaluation     // of the mean of sections, where graded so
	Grade     int             // from 1; 0 without data
	Main      []BodyPollutant // by the share of sections they exceed class III in
}

// BodyPollutant is a main pollutant of a river.
type BodyPollutant struct {
	Item     Item
	Sections int             // where it exceeds
	Rate     decimal.Decimal // percent of the evaluated sections
	Multiple decimal.Decimal // the largest; None for items without
}

// SectionMeans are the means of one section of a body.
type SectionMeans struct {
	ID    string
	Water Water
	Means Means
}

// Body grades a river or basin from its sections in a period: by shares of classes, but with few
// sections by the single factors of their mean.
func (e *Edition) Body(sections []SectionMeans) Body {
	b, evaluations := e.count(sections)
	if b.Evaluated == 0 {
		return b
	}
	if b.ByShares = b.Evaluated >= e.River.Sections; b.ByShares {
		b.Grade = e.riverGrade(&b)
		b.Main = e.mainOf(evaluations)
		return b
	}
	e.gradeByMean(&b, sections)
	return b
}

// LakeBody grades a lake from its points, however many, by the single factors of their mean.
func (e *Edition) LakeBody(points []SectionMeans) Body {
	b, _ := e.count(points)
	if b.Evaluated > 0 {
		e.gradeByMean(&b, points)
	}
	return b
}

func (e *Edition) gradeByMean(b *Body, sections []SectionMeans) {
	var parts []Means
	for _, s := range sections {
		parts = append(parts, s.Means)
	}
	mean := e.Evaluate(sections[0].Water, e.AverageOf(parts))
	b.Mean, b.Grade = &mean, mean.Grade
}

// count evaluates sections and counts their classes.
func (e *Edition) count(sections []SectionMeans) (Body, []Evaluation) {
	b := Body{Sections: len(sections)}
	var evaluations []Evaluation
	for _, s := range sections {
		ev := e.Evaluate(s.Water, s.Means)
		b.Counts[ev.Class]++
		if ev.Class != NoClass {
			evaluations = append(evaluations, ev)
		}
	}
	b.Evaluated = len(evaluations)
	for c := range b.Shares {
		b.Shares[c] = decimal.Percent(b.Counts[c], b.Evaluated, e.Rounding.Share)
	}
	b.Shares[NoClass] = decimal.None // not a share of the evaluated
	b.Good = decimal.Percent(b.good(), b.Evaluated, e.Rounding.Share)
	b.Worst = b.Shares[BeyondV]
	return b, evaluations
}

func (b *Body) good() int { return b.Counts[ClassI] + b.Counts[ClassII] + b.Counts[ClassIII] }

// riverGrade holds the exact shares against the conditions.
func (e *Edition) riverGrade(b *Body) int {
	for _, g := range e.River.Grades {
		good := 100*b.good() >= g.GoodLeast*b.Evaluated
		worst := g.WorstBelow == 0 || 100*b.Counts[BeyondV] < g.WorstBelow*b.Evaluated
		if good && worst {
			return g.Grade
		}
	}
	return 0 // the last grade has no conditions
}

// mainOf ranks the items that exceed by the number of sections.
func (e *Edition) mainOf(evaluations []Evaluation) []BodyPollutant {
	var found [Items]BodyPollutant
	for k := range evaluations {
		for _, p := range e.Exceeding(&evaluations[k], Class(e.Main.WorseThan)) {
			f := &found[p.Item]
			if f.Sections == 0 || f.Multiple.IsNone() || !p.Multiple.IsNone() && p.Multiple.Rat().Cmp(f.Multiple.Rat()) > 0 {
				f.Multiple = p.Multiple
			}
			f.Item = p.Item
			f.Sections++
		}
	}
	list := slices.DeleteFunc(found[:], func(p BodyPollutant) bool { return p.Sections == 0 })
	for i := range list {
		list[i].Rate = decimal.Percent(list[i].Sections, len(evaluations), e.Rounding.Share)
	}
	slices.SortStableFunc(list, func(a, b BodyPollutant) int { return cmp.Compare(b.Sections, a.Sections) })
	return list[:min(len(list), e.Main.First)]
}

// Verdict names a change.
type Verdict int8

// The verdicts; those below zero are for the worse.
const (
	MarkedlyWorse Verdict = iota - 2
	SomewhatWorse
	Unchanged
	SomewhatBetter
	MarkedlyBetter
)

func (v Verdict) String() string {
	return [...]string{"markedly-worse", "somewhat-worse", "unchanged", "somewhat-better", "markedly-better"}[v+2]
}

// MarshalText writes the verdict's name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Change is the change of a river or basin between two periods, in percentage points.
type Change struct {
	Good, Worst decimal.Decimal // ΔG of the share of class I to III, ΔD of that worse than V
	Difference  decimal.Decimal // ΔG − ΔD
	Verdict     Verdict
	Known       bool // both periods have data
}

// Compare returns the change from before to after by the rule of combined shares.
func (e *Edition) Compare(before, after *Body) Change {
	c := Change{Good: decimal.None, Worst: decimal.None, Difference: decimal.None}
	if before.Evaluated == 0 || after.Evaluated == 0 {
		return c
	}
	share := func(n, of int) *big.Rat { return big.NewRat(100*int64(n), int64(of)) }
	good := share(after.good(), after.Evaluated)
	good.Sub(good, share(before.good(), before.Evaluated))
	worst := share(after.Counts[BeyondV], after.Evaluated)
	worst.Sub(worst, share(before.Counts[BeyondV], before.Evaluated))
	difference := new(big.Rat).Sub(good, worst)
	c.Good = decimal.Round(good, e.Rounding.Share)
	c.Worst = decimal.Round(worst, e.Rounding.Share)
	c.Difference = decimal.Round(difference, e.Rounding.Share)
	c.Known = true
	size := new(big.Rat).Abs(difference)
	step := Unchanged
	switch {
	case size.Cmp(big.NewRat(int64(e.Change.Marked), 1)) > 0:
		step = MarkedlyBetter
	case size.Cmp(big.NewRat(int64(e.Change.Some), 1)) > 0:
		step = SomewhatBetter
	}
	c.Verdict = step * Verdict(difference.Sign())
	return c
}

// CompareSections returns the change of a section by the grades of its classes; false where either
// has none.
func (e *Edition) CompareSections(before, after Class) (Verdict, bool) {
	b, a := e.GradeOf(before), e.GradeOf(after)
	if b == 0 || a == 0 {
		return Unchanged, false
	}
	return Verdict(max(min(b-a, 2), -2)), true
}
