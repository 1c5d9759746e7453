package evaluate

import (
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/inequality"
	"github.com/yipanqi/yipanqi/method/regional"
)

// compareParts measures how the parts of r differ, column by column. A part counts once and whole,
// with its value of the weight's indicator where there is one; what a group leaves out does not count.
// There is no value where the measure has none, as of negative values or of too few cities.
func (v *values) compareParts(in *input, r int, s *scratch, out []float64) {
	for i := range out {
		out[i] = measure.Missing
		s.x, s.w = s.x[:0], s.w[:0]
		complete := true
		for _, p := range v.rows[r].parts {
			if p.sign < 0 || !v.exists(in.node, p.row, i) {
				continue
			}
			x, w := v.value(in.node, p.row, i), 1.0
			if in.weight != nil {
				w = v.value(in.weight, p.row, i)
			}
			if measure.IsMissing(x) || measure.IsMissing(w) {
				complete = false
				continue
			}
			s.x, s.w = append(s.x, x), append(s.w, w)
		}
		if !complete && in.Missing == formula.Propagate {
			continue
		}
		if x, err := measureOf(in.Input, s.x, s.w); err == nil {
			out[i] = x
		}
	}
}

// measureOf computes the measure that an input asks for.
func measureOf(in formula.Input, x, w []float64) (float64, error) {
	if in.Weight == "" {
		w = nil
	}
	switch in.Over {
	case formula.TheilT:
		return inequality.TheilT(x, w)
	case formula.TheilL:
		return inequality.TheilL(x, w)
	case formula.Gini:
		return inequality.Gini(x, w)
	case formula.CV:
		return inequality.CV(x, w)
	}
	return regional.Primacy(x, in.Cities)
}

// undefined reports whether what an input reads has no value although nothing it is made from is
// missing: the measure has no answer for such values.
func (v *values) undefined(in *input, r, i int) bool {
	if in.Kind != formula.Members || !in.Over.Measure() || i < 0 || len(v.rows[r].parts) == 0 {
		return false
	}
	for _, of := range in.nodes() {
		if !v.allReported(of, r, i) {
			return false
		}
	}
	return true
}
