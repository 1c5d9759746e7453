package evaluate

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/transit"
)

// ofNetwork reports whether an input asks about a network of transport.
func ofNetwork(kind formula.InputKind) bool { return kind >= formula.Travel && kind <= formula.Served }

// bindNetwork finds what an input that asks about a network rests on.
func (g *graph) bindNetwork(in *input, n *node) error {
	if in.system = g.systems[in.Network]; in.system == nil {
		return fmt.Errorf("the formula of %s asks about network %s, which the plan does not have", n.ID, in.Network)
	}
	switch in.Kind {
	case formula.Reached:
		for _, r := range g.within {
			in.node.fixed[r] = appendOnce(in.node.fixed[r], n)
		}
	case formula.Served:
		in.node.members = appendOnce(in.node.members, n)
	}
	return nil
}

// reporting returns the rows of the areas that report for a plan: those that its group names, through
// other groups. What counts in part counts whole.
func (g *graph) reporting(id string) []int {
	t := g.plan.Territory
	var rows []int
	var add func(id string)
	add = func(id string) {
		if t.GroupOf(id) == nil {
			if r, ok := t.Row(id); ok && !slices.Contains(rows, r) {
				rows = append(rows, r)
			}
			return
		}
		for _, p := range t.Parts(id) {
			if p.Sign > 0 {
				add(p.ID)
			}
		}
	}
	add(id)
	return rows
}

// networkStates are the states of an input's network, one for each period of an axis, as on its last day.
// States that are the same are the same pointer.
func (v *values) networkStates(in *input, axis measure.Axis) []*transit.State {
	states := make([]*transit.State, axis.N)
	for i := range states {
		states[i] = v.networkOn(in.system, axis.At(i).Last())
	}
	return states
}

func (v *values) networkOn(s *transit.System, day measure.Date) *transit.State {
	return s.On(day, v.networkSettings(s), v.completion)
}

// networkSettings are the values of what a network's times rest on, as stated or supposed.
func (v *values) networkSettings(s *transit.System) transit.Settings {
	settings := transit.SettingsOf(s.Net, v.assumption)
	if v.overlay != nil {
		settings.Speeds = transit.Speeds(s.Net, v.overlay.Speeds)
	}
	return settings
}

// completion returns the day a project is complete, zero for never, and false where none is known.
func (v *values) completion(id string) (measure.Date, bool) {
	if v.overlay != nil {
		if day, ok := v.overlay.Completes[id]; ok {
			return day, true
		}
	}
	day := v.completes(id)
	return day, day != 0
}

// networkRow fills what a formula reads of a network in row r.
func (v *values) networkRow(in *input, states []*transit.State, r int, out []float64) {
	for i, st := range states {
		if i > 0 && st == states[i-1] && in.node == nil {
			out[i] = out[i-1]
			continue
		}
		switch in.Kind {
		case formula.Travel:
			out[i] = st.Minutes(v.place(in.From, r), v.place(in.To, r))
		case formula.Length:
			out[i] = st.KM(v.rows[r].id)
		case formula.Reached:
			out[i] = v.reached(in, st, r, i)
		case formula.Served:
			out[i] = v.served(in, st, r, i)
		}
	}
}

// place is what a formula names, Here being the row that is computed.
func (v *values) place(name string, r int) string {
	if name == formula.Here {
		return v.rows[r].id
	}
	return name
}

// reachedRows returns the rows of the plan's areas that are within an input's minutes in a column.
func (v *values) reachedRows(in *input, st *transit.State, r, i int) []int {
	times := st.From(v.place(in.From, r))
	var rows []int
	for _, area := range v.within {
		if t := st.To(v.rows[area].id, times); t <= in.Limit && v.exists(in.node, area, i) {
			rows = append(rows, area)
		}
	}
	return rows
}

func (v *values) reached(in *input, st *transit.State, r, i int) float64 {
	rows := v.reachedRows(in, st, r, i)
	if len(rows) == 0 {
		return measure.Missing
	}
	sum := 0.0
	for _, area := range rows {
		sum += v.value(in.node, area, i) // one missing makes the sum missing
	}
	return sum
}

// partsOf returns the rows of the parts of a row, without what it leaves out.
func (v *values) partsOf(r int) []int {
	var rows []int
	for _, p := range v.rows[r].parts {
		if p.sign > 0 {
			rows = append(rows, p.row)
		}
	}
	return rows
}

// servedRows returns the parts of a row that are large enough to count in a column, and whether the
// size of all is known.
func (v *values) servedRows(in *input, r, i int) (rows []int, known bool) {
	known = true
	for _, part := range v.partsOf(r) {
		x := v.value(in.node, part, i)
		switch {
		case !v.exists(in.node, part, i):
		case measure.IsMissing(x):
			known = false
		case x >= in.Limit:
			rows = append(rows, part)
		}
	}
	return rows, known
}

func (v *values) served(in *input, st *transit.State, r, i int) float64 {
	rows, known := v.servedRows(in, r, i)
	if !known || len(rows) == 0 {
		return measure.Missing
	}
	count := 0
	for _, part := range rows {
		if st.Served(v.rows[part].id) {
			count++
		}
	}
	return float64(count) / float64(len(rows))
}

// networkCells lists the rows whose value an input that asks about a network rests on in a column.
func (v *values) networkCells(n *node, k, r, i int) []int {
	in := &n.inputs[k]
	switch {
	case i < 0 || in.node == nil:
		return nil
	case in.Kind == formula.Reached:
		return v.reachedRows(in, v.routes[n.index][k][i], r, i)
	}
	return v.partsOf(r)
}

// noAnswer reports whether what an input reads has no value although nothing it is made from is missing.
func (v *values) noAnswer(n *node, k, r, i int) bool {
	in := &n.inputs[k]
	if !ofNetwork(in.Kind) {
		return v.undefined(in, r, i)
	}
	return !slices.ContainsFunc(v.networkCells(n, k, r, i), func(row int) bool {
		return v.exists(in.node, row, i) && measure.IsMissing(v.value(in.node, row, i))
	})
}

// networkSoft reports whether what an input reads of a network rests on an assumption or an estimate.
func (v *values) networkSoft(in *input, r int) bool {
	if in.Kind != formula.Served {
		return true // speeds, detours, shares of straight lines
	}
	for _, part := range v.partsOf(r) {
		if v.soft[v.slot(in.node, part)] {
			return true
		}
	}
	return false
}

// networkUnit is the unit of what an input reads of a network.
func (in *input) networkUnit() measure.Unit {
	switch in.Kind {
	case formula.Travel:
		return measure.MustUnit("min")
	case formula.Length:
		return measure.MustUnit("km")
	case formula.Reached:
		return in.node.Unit
	}
	return measure.One
}

// networkStep is the step of what a formula reads of a network.
func (e *explainer) networkStep(n *node, x read, r int) (*Step, error) {
	e.steps++
	in := &n.inputs[x.input]
	s := &Step{Kind: NetworkStep, Key: fact.Key{Area: e.rows[r].id, Period: x.period}, Name: in.Network, Asks: in.Input,
		Cell: Cell{x.value, Computed, HasValue}, Unit: in.networkUnit(), Weight: 1}
	if measure.IsMissing(x.value) {
		s.Cell = Cell{measure.Missing, None, InputGone}
		if e.noAnswer(n, x.input, r, x.column) {
			s.Cell.Reason = Undefined
		}
	}
	if x.column < 0 {
		s.Cell.Reason = OutOfTime
		return s, nil
	}
	st := e.routes[n.index][x.input][x.column]
	t := teller{e.values, st}
	net := in.system.Net
	switch in.Kind {
	case formula.Travel:
		s.Evidence = append(t.journey(e.place(in.From, r), e.place(in.To, r)),
			t.assumed(net.Pace, net.Lost, net.Interchange, net.Transfer, net.Detour)...)
	case formula.Length:
		s.Evidence = append(t.lengths(e.rows[r].id), t.assumed(net.Detour)...)
	case formula.Reached:
		s.Evidence = append(t.areas(e.place(in.From, r), e.reachedRows(in, st, r, x.column)),
			t.assumed(net.Pace, net.Lost, net.Interchange, net.Transfer, net.Detour)...)
	case formula.Served:
		rows, _ := e.servedRows(in, r, x.column)
		s.Evidence = t.stations(rows)
	}
	for _, row := range e.networkCells(n, x.input, r, x.column) {
		if e.full(s) {
			s.More++
			continue
		}
		of, err := e.explain(in.node, row, x.column)
		if err != nil {
			return nil, err
		}
		s.Steps = append(s.Steps, of)
	}
	return s, nil
}

// teller says in words what a network's figures rest on.
type teller struct {
	*values
	*transit.State
}

func both(zh, en string) locale.Text { return locale.Text{ZH: zh, EN: en} }

// decimal writes a number with one place.
func decimal(x float64) string {
	return strconv.FormatFloat(measure.Round(x, 1, measure.HalfEven), 'f', -1, 64)
}

// journey tells a trip leg by leg, and of each ride its sections.
func (t teller) journey(from, to string) []Evidence {
	var lines []Evidence
	net := t.System.Net
	for _, leg := range t.Journey(from, to) {
		a, b := net.Stations[leg.From].Name(), net.Stations[leg.To].Name()
		zh := a.ZH + "—" + b.ZH + "，" + decimal(leg.Minutes) + " 分钟"
		en := a.In(locale.EN) + "–" + b.In(locale.EN) + ", " + decimal(leg.Minutes) + " min"
		if leg.Line < 0 {
			lines = append(lines, Evidence{Text: both("市内换站 "+zh, "across the city "+en)})
			continue
		}
		name := net.Lines[leg.Line].Name()
		km := decimal(leg.KM) + " km"
		ride := Evidence{Text: both(name.ZH+" "+zh+"，"+km, name.In(locale.EN)+" "+en+", "+km)}
		for _, i := range leg.Sections {
			ride.Of = append(ride.Of, Evidence{Text: t.section(i)})
		}
		lines = append(lines, ride)
	}
	return lines
}

// section tells a section: between which stations, how long, how fast, since when, and by what source.
func (t teller) section(i int) locale.Text {
	net := t.System.Net
	sec := &net.Sections[i]
	a, b := net.Station(sec.From).Name(), net.Station(sec.To).Name()
	km, estimated := t.Length(i)
	d := t.System.Describe(i)
	zh := a.ZH + "—" + b.ZH + "，" + decimal(km) + " km"
	en := a.In(locale.EN) + "–" + b.In(locale.EN) + ", " + decimal(km) + " km"
	if estimated {
		zh, en = zh+"（估算）", en+" (estimate)"
	}
	if kmh, supposed := t.KMH(i); supposed {
		zh, en = zh+"，假设 "+decimal(kmh)+" km/h", en+", supposed to be of "+decimal(kmh)+" km/h"
	} else {
		zh, en = zh+"，设计 "+decimal(kmh)+" km/h", en+", designed for "+decimal(kmh)+" km/h"
	}
	if d.Project != "" {
		if day, known := t.completion(d.Project); known {
			zh, en = zh+"，项目 "+d.Project+" "+day.String()+" 开通", en+", opened by project "+d.Project+" on "+day.String()
		}
	} else if d.Opened != 0 {
		zh, en = zh+"，"+d.Opened.String()+" 开通", en+", opened on "+d.Opened.String()
	}
	return both(zh+"，来源 "+d.Source, en+", source "+d.Source)
}

// lengths tells the sections that lie in an area.
func (t teller) lengths(area string) []Evidence {
	var lines []Evidence
	for i := range t.System.Net.Sections {
		share := t.System.Within(i, area)
		if !t.Open(i) || share == 0 {
			continue
		}
		text, net := t.section(i), t.System.Net
		name := net.Line(net.Sections[i].Line).Name()
		text.ZH, text.EN = name.ZH+" "+text.ZH, name.In(locale.EN)+" "+text.EN
		if share < 0.9995 {
			text.ZH += "，其中区内 " + decimal(100*share) + "%"
			text.EN += ", " + decimal(100*share) + "% of it within the area"
		}
		lines = append(lines, Evidence{Text: text})
	}
	return lines
}

// areas tells how long it takes to some areas.
func (t teller) areas(from string, rows []int) []Evidence {
	times := t.From(from)
	var lines []Evidence
	for _, r := range rows {
		name, minutes := t.plan.Territory.NameOf(t.rows[r].id), decimal(t.To(t.rows[r].id, times))
		lines = append(lines, Evidence{Text: both(name.ZH+" "+minutes+" 分钟", name.In(locale.EN)+" "+minutes+" min")})
	}
	return lines
}

// assumed tells the values of assumptions.
func (t teller) assumed(ids ...string) []Evidence {
	var lines []Evidence
	for _, id := range ids {
		a := t.plan.Assumption(id)
		if a == nil {
			continue
		}
		value := measure.Shortest(t.assumption(id))
		if a.Unit != measure.One {
			value += " " + a.Unit.Symbol
		}
		lines = append(lines, Evidence{Text: both("假设："+a.Name.ZH+" "+value, "assumption: "+a.Name.In(locale.EN)+" "+value)})
	}
	return lines
}

// stations tells of some areas by which station each is served, the first in operation.
func (t teller) stations(rows []int) []Evidence {
	var lines []Evidence
	for _, r := range rows {
		id := t.rows[r].id
		name, text := t.plan.Territory.NameOf(id), both("没有开通运营的车站", "no station in operation")
		for _, v := range t.System.Stations(id) {
			if t.Operating(int(v)) {
				st := t.System.Net.Stations[v].Name()
				text = both(st.ZH+"站", st.In(locale.EN))
				break
			}
		}
		lines = append(lines, Evidence{Text: both(name.ZH+"："+text.ZH, name.In(locale.EN)+": "+text.EN)})
	}
	return lines
}

// NetworkOn returns a network of the plan as it is on a day under the result's overlay; nil where the
// plan has no such network.
func (r *Result) NetworkOn(id string, day measure.Date) *transit.State {
	s := r.values.systems[id]
	if s == nil {
		return nil
	}
	return r.values.networkOn(s, day)
}

// Reporting lists the areas that report for the plan, in the order of its area's members.
func (r *Result) Reporting() []string {
	var ids []string
	for _, row := range r.values.within {
		ids = append(ids, r.values.rows[row].id)
	}
	return ids
}

// CompareNetwork holds the trips of a network's timetable against what the network gives for their days;
// nil where the plan has no such network.
func (r *Result) CompareNetwork(id string) []transit.Comparison {
	s := r.values.systems[id]
	if s == nil {
		return nil
	}
	return s.Compare(r.values.networkSettings(s), r.values.completion)
}
