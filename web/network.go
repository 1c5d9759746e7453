package web

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/transit"
)

// networkBody is a network of transport in a year, as planned and as supposed.
type networkBody struct {
	Name, Note        string
	Networks          []choice // where there are several
	Filters           []siteFilter
	Net               string
	Year, First, Last int
	Base              template.HTML // the map beneath; empty without borders
	Opening           []lineProject // not open yet in the plan's view of today, or of no known day
	Opened            []lineProject
	Live              networkLive
	Assumed           []assumedRow
	Errors            []tripError
	ErrorMean         string
}

// lineProject is a project that opens lines, and when it does.
type lineProject struct {
	ID, Name, Lines, Link string
	Year, Never           int    // as supposed; Never is a year after the last
	When                  string // as the plan has it
	First, Planned        int
	Moved                 bool
	Speeds                []lineSpeed
}

// lineSpeed is a line's design speed, km/h.
type lineSpeed struct {
	Key, Name string
	KMH       string // as supposed
	Planned   string
}

// networkLive is what changes as one drags.
type networkLive struct {
	Year, Limit, From          string
	Overlay                    template.HTML
	Bands                      []legendRow
	Areas, People, Length      beforeAfter
	Unit, Indicator, PeopleFor string   // the indicator added up, its unit and link
	Missing, MissingBefore     []string // reached areas of no value; MissingBefore only if it differs
	MissingDiffers             bool
	Trips                      []tripRow
	Targets                    []networkTarget
	Supposed                   bool
	Reset                      string // the page without suppositions
}

// beforeAfter is a figure as planned and as supposed; Change is empty where they are the same.
type beforeAfter struct{ Before, After, Change string }

// tripRow is how long it takes to an area.
type tripRow struct {
	Name, Minutes, Before string
	Within, Changed       bool
	minutes               float64
}

// networkTarget is a target that rests on the network.
type networkTarget struct {
	Name, Reading, Want, Value, Before, Link string
	Due                                      string
	Status, StatusBefore                     evaluate.Status
	Changed, Estimated                       bool
}

// assumedRow is an assumption that times rest on.
type assumedRow struct{ Name, Value, Why string }

// tripError is a trip of the timetable beside what the network gives.
type tripError struct{ Trip, On, Minutes, Computed, Error, Source string }

// limits are the minutes one may choose.
var limits = []int{30, 60, 90, 120}

// What one may ask for: minutes on the way, and design speeds in km/h. Beyond, times mean nothing.
const (
	longestTrip  = 600
	slowestSpeed = 10
	fastestSpeed = 1000
)

// supposing holds a place for each supposed evaluation under way. No two share a result, so what runs at
// once is bounded here.
var supposing = make(chan struct{}, 2)

// networkView is a request about a network.
type networkView struct {
	*visit
	net           *plan.Network
	from          string
	limit, year   int
	first, last   int
	overlay       *evaluate.Overlay // nil without suppositions
	supposed      *evaluate.Result
	before, after *transit.State
}

func (s *site) network(v *visit) (page, error) {
	if len(v.Plan.Networks) == 0 {
		return page{Template: "network", Title: v.say("通达", "Reach"), Body: networkBody{}}, nil
	}
	view, err := s.newNetworkView(v)
	if err != nil {
		return page{}, err
	}
	p := page{Template: "network", Title: v.say("通达", "Reach") + " · " + view.net.Name.In(v.Lang)}
	body := networkBody{Name: view.net.Name.In(v.Lang), Note: view.net.Note.In(v.Lang), Net: view.net.ID,
		Year: view.year, First: view.first, Last: view.last, Live: view.live()}
	if v.r.URL.Query().Get("part") == "live" {
		p.Part, p.Body = "live", body
		return p, nil
	}
	if len(v.Plan.Networks) > 1 {
		for _, n := range v.Plan.Networks {
			body.Networks = append(body.Networks, choice{n.ID, n.Name.In(v.Lang), n == view.net})
		}
		body.Filters = append(body.Filters, siteFilter{"net", v.say("网络", "Network"), body.Networks})
	}
	body.Filters = append(body.Filters, siteFilter{"from", v.say("出发地", "From"), view.places()},
		siteFilter{"limit", v.say("时间", "Within"), view.limitChoices()})
	body.Opening, body.Opened = view.projects()
	body.Base = view.base()
	body.Assumed = view.assumed()
	body.Errors, body.ErrorMean = view.errors()
	p.Body = body
	return p, nil
}

// newNetworkView reads a request.
func (s *site) newNetworkView(v *visit) (*networkView, error) {
	query, m := v.r.URL.Query(), v.Plan.Manifest
	view := &networkView{visit: v, net: v.Plan.Networks[0], limit: 60, first: m.FirstYear, last: m.LastYear,
		year: v.At.Valid.Year()}
	if id := query.Get("net"); id != "" {
		if view.net = v.Plan.Network(id); view.net == nil {
			return nil, notFound(v.say("没有这个交通网络", "There is no such network"))
		}
	}
	for name, into := range map[string]*int{"limit": &view.limit, "year": &view.year} {
		if text := query.Get(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil {
				return nil, notFound(v.say("“"+text+"”不是整数", text+" is not a whole number"))
			}
			*into = n
		}
	}
	if view.limit < 1 || view.limit > longestTrip {
		return nil, notFound(fmt.Sprintf(v.say("时间须在 1 至 %d 分钟之间", "Minutes are from 1 to %d"), longestTrip))
	}
	view.year = min(max(view.year, view.first), view.last)
	view.from = cmp.Or(query.Get("from"), view.usual())
	if _, known := v.Plan.Territory.Row(view.from); !known && view.net.Station(view.from) == nil {
		return nil, notFound(v.say("没有这个地区或车站", "There is no such area or station"))
	}
	if err := view.suppose(query); err != nil {
		return nil, err
	}
	view.supposed = v.Result
	if view.overlay != nil {
		var err error
		if view.supposed, err = s.evaluateSupposed(v, view.overlay); err != nil {
			return nil, err
		}
	}
	day := measure.DateOf(view.year, 12, 31)
	view.before, view.after = v.Result.NetworkOn(view.net.ID, day), view.supposed.NetworkOn(view.net.ID, day)
	return view, nil
}

// evaluateSupposed evaluates under an overlay as soon as there is a place, unless the reader goes away first.
func (s *site) evaluateSupposed(v *visit, o *evaluate.Overlay) (*evaluate.Result, error) {
	ctx := v.r.Context()
	select {
	case supposing <- struct{}{}:
		defer func() { <-supposing }()
		return s.ws.Evaluate(ctx, v.At, o)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Parameters of what is supposed: p.PROJECT is the year a project is complete, v.LINE a design speed.
const (
	projectPrefix = "p."
	speedPrefix   = "v."
)

// suppose reads what is supposed otherwise than planned.
func (w *networkView) suppose(query url.Values) error {
	o := &evaluate.Overlay{ID: "network", Completes: map[string]measure.Date{}, Speeds: map[string]float64{}}
	for name := range query {
		text := query.Get(name)
		id, isProject := strings.CutPrefix(name, projectPrefix)
		line, isSpeed := strings.CutPrefix(name, speedPrefix)
		switch {
		case text == "" || !isProject && !isSpeed:
		case isProject:
			year, err := strconv.Atoi(text)
			p := w.Plan.Project(id)
			if p == nil || err != nil || year < w.first || year > w.never() {
				return notFound(w.say("没有这个项目，或年份不对："+name+"="+text, "There is no such project or year: "+name+"="+text))
			}
			if day := w.completes(p, year); day != p.Completes {
				o.Completes[id] = day
			}
		default:
			kmh, err := strconv.ParseFloat(text, 64)
			l := w.net.Line(line)
			// The form sends the plan's own speeds too, whatever they are.
			if l == nil || err != nil || kmh != l.KMH && !(kmh >= slowestSpeed && kmh <= fastestSpeed) {
				return notFound(w.say("没有这条线路，或时速不对："+name+"="+text, "There is no such line or speed: "+name+"="+text))
			}
			if kmh != l.KMH {
				o.Speeds[w.net.ID+"/"+line] = kmh
			}
		}
	}
	if len(o.Completes)+len(o.Speeds) > 0 {
		w.overlay = o
	}
	return nil
}

// never is the year that stands for a project that does not open.
func (w *networkView) never() int { return w.last + 1 }

// completes is the day a project is complete if that is in some year: the day of the plan in that year,
// else its end; never after the plan's last year.
func (w *networkView) completes(p *plan.Project, year int) measure.Date {
	switch {
	case year > w.last:
		return 0
	case p.Completes == 0:
		return measure.DateOf(year, 12, 31)
	case p.Completes.Year() == year:
		return p.Completes
	}
	at := p.Completes.Time()
	if at.Month() == 2 && at.Day() == 29 {
		at = at.AddDate(0, 0, -1)
	}
	return measure.DateOf(year, at.Month(), at.Day())
}

// usual is the place that formulas of the plan ask about, else the plan's area.
func (w *networkView) usual() string {
	for _, ind := range w.Plan.Indicators {
		for _, in := range inputsOf(ind) {
			if in.Kind == formula.Reached && in.Network == w.net.ID && in.From != formula.Here {
				return in.From
			}
		}
	}
	return w.Plan.Manifest.Area
}

func inputsOf(ind *plan.Indicator) []formula.Input {
	if ind.Program == nil {
		return nil
	}
	return ind.Program.Inputs
}

// counted is the indicator that reach adds up: that of the plan's formulas, else residents.
func (w *networkView) counted() *plan.Indicator {
	for _, ind := range w.Plan.Indicators {
		for _, in := range inputsOf(ind) {
			if in.Kind == formula.Reached && in.Network == w.net.ID {
				return w.Plan.Indicator(in.Indicator)
			}
		}
	}
	return w.Plan.Indicator(populationID)
}

// places are where one may start from: places that formulas name, then the areas that report.
func (w *networkView) places() []choice {
	var ids []string
	add := func(id string) {
		if id != "" && id != formula.Here && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, ind := range w.Plan.Indicators {
		for _, in := range inputsOf(ind) {
			if in.Network == w.net.ID {
				add(in.From)
				add(in.To)
			}
		}
	}
	for _, id := range w.Result.Reporting() {
		add(id)
	}
	add(w.from)
	var choices []choice
	for _, id := range ids {
		name := areaName(w.visit, id)
		if st := w.net.Station(id); st != nil {
			name = st.Name().In(w.Lang)
		}
		choices = append(choices, choice{id, name, id == w.from})
	}
	return choices
}

func (w *networkView) limitChoices() []choice {
	var choices []choice
	for _, m := range limits {
		choices = append(choices, choice{strconv.Itoa(m), fmt.Sprintf(w.say("%d 分钟", "%d min"), m), m == w.limit})
	}
	return choices
}

// projects are those that open lines of the network: the ones to come, and those done.
func (w *networkView) projects() (opening, opened []lineProject) {
	lines := map[string][]*plan.Line{}
	for i := range w.net.Lines {
		l := &w.net.Lines[i]
		lines[l.Project] = append(lines[l.Project], l)
	}
	for i := range w.net.Sections {
		if sec := &w.net.Sections[i]; sec.Project != "" && !slices.Contains(lines[sec.Project], w.net.Line(sec.Line)) {
			lines[sec.Project] = append(lines[sec.Project], w.net.Line(sec.Line))
		}
	}
	for _, p := range w.Plan.Projects {
		if lines[p.ID] == nil {
			continue
		}
		row := w.project(p, lines[p.ID])
		if p.Actual {
			opened = append(opened, row)
		} else {
			opening = append(opening, row)
		}
	}
	return opening, opened
}

func (w *networkView) project(p *plan.Project, lines []*plan.Line) lineProject {
	row := lineProject{ID: p.ID, Name: p.Name.In(w.Lang), Never: w.never(), Year: w.never(),
		When: w.say("计划日期未取得", "no planned day at hand"), Link: w.Link("/clauses/" + p.Clause)}
	if p.Completes != 0 {
		row.Year = min(max(p.Completes.Year(), w.first), w.never())
		row.When = w.say("计划 ", "planned ") + render.Date(p.Completes, w.Lang)
		if p.Actual {
			row.When = w.say("实际 ", "opened ") + render.Date(p.Completes, w.Lang)
		}
	}
	row.First, row.Planned = w.first, row.Year
	if w.overlay != nil {
		if day, moved := w.overlay.Completes[p.ID]; moved {
			row.Moved, row.Year = true, w.never()
			if day != 0 {
				row.Year = min(max(day.Year(), w.first), w.never())
			}
		}
	}
	for _, l := range lines {
		speed := lineSpeed{Key: l.ID, Name: l.Name().In(w.Lang), Planned: measure.Shortest(l.KMH)}
		speed.KMH = speed.Planned
		if w.overlay != nil {
			if kmh, ok := w.overlay.Speeds[w.net.ID+"/"+l.ID]; ok {
				speed.KMH, row.Moved = measure.Shortest(kmh), true
			}
		}
		row.Speeds = append(row.Speeds, speed)
	}
	return row
}

// assumed lists the assumptions that times rest on.
func (w *networkView) assumed() []assumedRow {
	var rows []assumedRow
	for _, id := range []string{w.net.Pace, w.net.Lost, w.net.Interchange, w.net.Transfer, w.net.Detour} {
		if a := w.Plan.Assumption(id); a != nil {
			rows = append(rows, assumedRow{a.Name.In(w.Lang), render.Quantity(a.Value, a.Unit, w.Lang), a.Why.In(w.Lang)})
		}
	}
	return rows
}

// errors holds the timetable against the network, the latest first.
func (w *networkView) errors() (rows []tripError, mean string) {
	sum, n := 0.0, 0
	for _, c := range w.Result.CompareNetwork(w.net.ID) {
		name := func(id string) string { return w.net.Station(id).Name().In(w.Lang) }
		row := tripError{Trip: name(c.Trip.From) + "—" + name(c.Trip.To), On: c.Trip.On.String(),
			Minutes: render.UpTo(c.Trip.Minutes, 1), Computed: "—", Source: sourceTitle(w.visit, c.Trip.Source)}
		if !measure.IsMissing(c.Minutes) {
			off := c.Minutes - c.Trip.Minutes
			row.Computed, row.Error = render.Number(c.Minutes, 0), withSign(off)
			sum += max(off, -off)
			n++
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b tripError) int { return strings.Compare(b.On, a.On) })
	if n > 0 {
		mean = render.Number(sum/float64(n), 1)
	}
	return rows, mean
}

// withSign writes a whole number of minutes with its sign.
func withSign(x float64) string {
	text := render.Number(x, 0)
	if x > 0 && text != "0" {
		return "+" + text
	}
	return text
}
