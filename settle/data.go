package settle

import (
	"fmt"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/flow"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
)

// Data is Inputs of what lies in memory. Any part may be nil: then what it would give is missing.
type Data struct {
	Waters      *Waters
	Flows       map[string]*flow.Series // by section
	Cells       Cells
	Revenue     *fact.Register
	Assumptions map[string]float64
	Valid       measure.Date // periods that end later are not seen; zero sees all
}

// Cells gives the values of the plan's indicators.
type Cells interface {
	// Cells fills out with the values of an indicator in an area, in the indicator's unit.
	Cells(indicator, area string, axis measure.Axis, out []float64)
	// CellEvidence tells where the value of a period comes from.
	CellEvidence(indicator, area string, p measure.Period) []Evidence
}

// Row fills out with what a measure reads.
func (d *Data) Row(m *plan.Measure, axis measure.Axis, out []float64) {
	for i := range out {
		out[i] = measure.Missing
	}
	switch {
	case m.Read == plan.ReadIndicator && d.Cells != nil:
		d.Cells.Cells(m.Indicator, m.Area, axis, out)
	case m.Read == plan.ReadRevenue && d.Revenue != nil:
		for i := range out {
			if fen, ok := d.Revenue.Sum(filterOf(m), axis.At(i)); ok {
				out[i] = float64(fen) / 100
			}
		}
	case m.Read == plan.ReadFlow && d.Flows[m.Section] != nil:
		for i := range out {
			out[i] = meanFlow(d.Flows[m.Section], axis.At(i))
		}
	case d.Waters != nil:
		d.Waters.row(m, axis, out)
	}
	for i := range out {
		if d.Valid != 0 && axis.At(i).Last() > d.Valid {
			out[i] = measure.Missing
		}
	}
}

// Assumption returns the value of an assumption; measure.Missing for one that is not stated.
func (d *Data) Assumption(id string) float64 {
	if v, ok := d.Assumptions[id]; ok {
		return v
	}
	return measure.Missing
}

// Evidence tells what the value of one period rests on.
func (d *Data) Evidence(m *plan.Measure, p measure.Period) []Evidence {
	switch {
	case m.Read == plan.ReadIndicator && d.Cells != nil:
		return d.Cells.CellEvidence(m.Indicator, m.Area, p)
	case m.Read == plan.ReadRevenue && d.Revenue != nil:
		return revenueEvidence(d.Revenue.Find(filterOf(m), p))
	case m.Read == plan.ReadFlow && d.Flows[m.Section] != nil:
		_, days := flowOf(d.Flows[m.Section], p)
		return []Evidence{{Ref: "flow:" + m.Section + "@" + p.String(), Text: locale.Text{
			ZH: fmt.Sprintf("断面 %s %s 日流量 %d 天", m.Section, p, days),
			EN: fmt.Sprintf("daily discharge at %s in %s, %d days", m.Section, p, days)}}}
	case d.Waters != nil:
		return d.Waters.evidence(m, p)
	}
	return nil
}

func filterOf(m *plan.Measure) fact.RevenueFilter {
	return fact.RevenueFilter{Area: m.Area, Cohort: m.Cohort, Taxes: m.Taxes, Enterprises: m.Enterprises}
}

func revenueEvidence(records []fact.Revenue) []Evidence {
	var all []Evidence
	for i := range records {
		r := &records[i]
		text := fmt.Sprintf("%s %s %s %s 元", r.Enterprise, r.Tax, r.Period, settlement.Fen(r.Fen))
		all = append(all, Evidence{Text: locale.Text{ZH: text, EN: text}, Ref: "revenue:" + r.Origin})
	}
	return all
}

// meanFlow is the mean discharge of a period in m³/s; missing where too few days have one.
func meanFlow(s *flow.Series, p measure.Period) float64 {
	sum, days := flowOf(s, p)
	if all := int(p.Last()-p.First()) + 1; days == 0 || 100*days < flow.Latest().Satisfaction.MonthPercent*all {
		return measure.Missing
	}
	return float64(sum) / float64(flow.Scale*int64(days))
}

// flowOf adds up the daily flows of a period, in millionths of m³/s.
func flowOf(s *flow.Series, p measure.Period) (sum int64, days int) {
	for day := max(p.First(), s.First); day <= p.Last() && int(day-s.First) < len(s.Flows); day++ {
		if f := s.Flows[day-s.First]; f >= 0 {
			sum, days = sum+f, days+1
		}
	}
	return sum, days
}
