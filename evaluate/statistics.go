package evaluate

import (
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// Statistics gives the figures that methods compute of an area's monitoring data. A fact.Reader
// that also is Statistics offers them to formulas (statistic("air.good_days")); without it they are
// missing. It must give the same rows whenever it is asked, from several goroutines.
type Statistics interface {
	// Statistic fills out with the figure of a name in an area, in its unit, over the axis;
	// measure.Missing where it has none.
	Statistic(name, area string, axis measure.Axis, out []float64)
	// Evidence tells what the figure of one period rests on, down to readings.
	Evidence(name, area string, p measure.Period) []Evidence
	// Err returns the first fault met in reading monitoring data, by which an evaluation fails: what
	// could not be read is not the same as what is not there.
	Err() error
}

// Evidence is one line of what a statistic rests on, and what that line rests on.
type Evidence struct {
	Text locale.Text `json:"text"`
	Of   []Evidence  `json:"of,omitempty"`
}

// fault returns the fault met in reading monitoring data.
func (v *values) fault() error {
	if v.statistics == nil {
		return nil
	}
	return v.statistics.Err()
}

// statisticRow fills a row that a formula reads.
func (v *values) statisticRow(in formula.Input, r int, axis measure.Axis, row []float64) {
	if v.statistics == nil {
		fill(row, measure.Missing)
		return
	}
	v.statistics.Statistic(in.Name, v.rows[r].id, axis, row)
}
