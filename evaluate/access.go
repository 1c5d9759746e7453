package evaluate

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

// Cell returns the value of an indicator in an area and period, and why there is none. What the
// plan does not know counts as not reported, what lies outside its years as out of time.
func (r *Result) Cell(indicator, area string, p measure.Period) Cell {
	n, row, i, why := r.values.find(fact.Key{Indicator: indicator, Area: area, Period: p})
	switch why {
	case nil:
		return r.values.cellAt(n, row, i)
	case OutsideYears:
		return Cell{measure.Missing, None, OutOfTime}
	}
	return Cell{measure.Missing, None, NotReported}
}

func (v *values) cellAt(n *node, r, i int) Cell {
	return Cell{v.value(n, r, i), v.origin(n, r, i), v.reason(n, r, i)}
}

// Row returns the values of an indicator in an area over all periods of its axis, measure.Missing
// where there is none; false where the plan has no such indicator or area. Callers must not change
// the row.
func (r *Result) Row(indicator, area string) ([]float64, measure.Axis, bool) {
	n := r.values.byID[indicator]
	row, ok := r.Plan.Territory.Row(area)
	if n == nil || !ok {
		return nil, measure.Axis{}, false
	}
	return r.values.row(n, row), n.axis, true
}

// Latest returns the last period with a value, and that cell; false where no period has one.
func (r *Result) Latest(indicator, area string) (measure.Period, Cell, bool) {
	row, axis, _ := r.Row(indicator, area)
	for i := len(row) - 1; i >= 0; i-- {
		if !measure.IsMissing(row[i]) {
			return axis.At(i), r.Cell(indicator, area, axis.At(i)), true
		}
	}
	return measure.Period{}, Cell{measure.Missing, None, NotReported}, false
}

// Target returns a target's result by target/version/reading, or a target's headline result by the
// target's id; nil where there is none.
func (r *Result) Target(id string) *TargetResult {
	for i := range r.Targets {
		if t := &r.Targets[i]; t.ID() == id || t.Headline && t.Target.ID == id {
			return t
		}
	}
	return nil
}

// Hash names the result: SHA-256 over every value with its origin, indicators in the order of the
// plan, then areas, then periods; and over every target result. Numbers enter as their IEEE 754
// bits, all missing ones as the same.
func (r *Result) Hash() [32]byte {
	w := &digest{Hash: sha256.New()}
	for _, ind := range r.Plan.Indicators {
		n := r.values.byID[ind.ID]
		w.text(ind.ID)
		for row := range r.values.rows {
			w.text(r.values.rows[row].id)
			for _, x := range r.values.row(n, row) {
				w.number(x)
			}
			for _, o := range r.values.origins(n, row) {
				w.buf = append(w.buf, byte(o))
			}
			w.flush()
		}
	}
	for i := range r.Targets {
		w.target(&r.Targets[i])
		w.flush()
	}
	return [32]byte(w.Sum(nil))
}

// origins returns where each value of a row comes from.
func (v *values) origins(n *node, r int) []Origin {
	origins := make([]Origin, n.axis.N)
	var either []Origin
	if n.Program != nil && n.additive() && len(v.rows[r].parts) > 0 {
		either = v.computedOrComposed(n, r)
	}
	bits := v.bits(n, r)
	for i, x := range v.row(n, r) {
		if either != nil && !measure.IsMissing(x) && !isGiven(bits, i) {
			origins[i] = either[i]
		} else {
			origins[i] = v.origin(n, r, i)
		}
	}
	return origins
}

// digest writes values to a hash in one way only.
type digest struct {
	hash.Hash
	buf []byte
}

func (w *digest) number(x float64) {
	if measure.IsMissing(x) {
		x = measure.Missing
	}
	w.buf = binary.LittleEndian.AppendUint64(w.buf, math.Float64bits(x))
}

func (w *digest) text(s string) {
	w.buf = binary.LittleEndian.AppendUint32(w.buf, uint32(len(s)))
	w.buf = append(w.buf, s...)
}

func (w *digest) flag(on bool) {
	b := byte(0)
	if on {
		b = 1
	}
	w.buf = append(w.buf, b)
}

func (w *digest) target(t *TargetResult) {
	w.text(t.ID())
	w.text(t.Area)
	for _, x := range []float64{t.Want, t.Value, t.Baseline, t.Expected, t.Progress} {
		w.number(x)
	}
	w.text(t.Period.String())
	w.text(t.Sought.String())
	w.text(string(t.Status))
	w.text(string(t.Rule))
	w.flag(t.Headline)
	w.flag(t.Stale)
	w.flag(t.Estimated)
	w.buf = binary.LittleEndian.AppendUint32(w.buf, uint32(len(t.Missing)))
	for _, m := range t.Missing {
		w.text(m.Indicator)
		w.text(m.Area)
		w.text(m.Period.String())
	}
}

func (w *digest) flush() {
	w.Write(w.buf)
	w.buf = w.buf[:0]
}
