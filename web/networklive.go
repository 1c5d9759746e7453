package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/territory"
	"github.com/yipanqi/yipanqi/transit"
)

// live is what follows from year, place and what is supposed.
func (w *networkView) live() networkLive {
	l := networkLive{Year: strconv.Itoa(w.year), Limit: strconv.Itoa(w.limit), From: w.placeName(w.from),
		Supposed: w.overlay != nil, Overlay: w.drawing()}
	for i, band := range w.bands() {
		l.Bands = append(l.Bands, legendRow{i, fmt.Sprintf(w.say("%d 分钟内", "within %d min"), band)})
	}
	w.reach(&l)
	area := w.Plan.Manifest.Area
	l.Length = w.change(w.before.KM(area), w.after.KM(area), 0)
	l.Targets = w.targets()
	if w.overlay != nil {
		l.Reset = w.Link("/network", "net", w.net.ID, "from", w.from, "limit", l.Limit, "year", l.Year)
	}
	return l
}

func (w *networkView) placeName(id string) string {
	if st := w.net.Station(id); st != nil {
		return st.Name().In(w.Lang)
	}
	return areaName(w.visit, id)
}

// change writes a figure before and after.
func (w *networkView) change(before, after float64, decimals int) beforeAfter {
	c := beforeAfter{Before: render.Number(before, decimals), After: render.Number(after, decimals)}
	if c.Before != c.After && !measure.IsMissing(before) && !measure.IsMissing(after) {
		c.Change = render.Number(after-before, decimals)
		if after > before {
			c.Change = "+" + c.Change
		}
	}
	return c
}

// reach fills the areas and people within the time, and the trips to all areas.
func (w *networkView) reach(l *networkLive) {
	ind := w.counted()
	was, is := w.reached(w.before), w.reached(w.after)
	l.Areas = w.change(float64(len(was)), float64(len(is)), 0)
	if ind != nil {
		l.Indicator, l.Unit = ind.Name.In(w.Lang), render.Unit(ind.Unit, w.Lang)
		l.PeopleFor = w.Link("/indicators/" + ind.ID)
		before, missingBefore := w.people(ind, was)
		after, missing := w.people(ind, is)
		l.People, l.Missing = w.change(before, after, 0), w.names(missing)
		if !slices.Equal(missingBefore, missing) {
			// The sums leave out different areas, so their difference says nothing.
			l.People.Change, l.MissingBefore, l.MissingDiffers = "", w.names(missingBefore), true
		}
	}
	w.trips(l)
}

// areas are those that report for the plan and exist at the end of the year, as formulas count them.
func (w *networkView) areas() []string {
	day := measure.DateOf(w.year, 12, 31)
	return slices.DeleteFunc(w.Result.Reporting(), func(id string) bool {
		a := w.Plan.Territory.AreaOf(id)
		return a != nil && (day < a.From || a.Until != 0 && day >= a.Until)
	})
}

// reached are the areas within the time.
func (w *networkView) reached(st *transit.State) []string {
	times := st.From(w.from)
	return slices.DeleteFunc(w.areas(), func(id string) bool { return !(st.To(id, times) <= float64(w.limit)) })
}

// people adds up the values of areas and lists those that have none; without any value there is no sum.
func (w *networkView) people(ind *plan.Indicator, areas []string) (sum float64, missing []string) {
	for _, id := range areas {
		x := w.Result.Cell(ind.ID, id, measure.Period{Freq: measure.Annual, Ord: int32(w.year)}).Value
		if measure.IsMissing(x) {
			missing = append(missing, id)
		} else {
			sum += x
		}
	}
	if len(missing) == len(areas) {
		return measure.Missing, missing
	}
	return sum, missing
}

func (w *networkView) names(areas []string) []string {
	var names []string
	for _, id := range areas {
		names = append(names, areaName(w.visit, id))
	}
	return names
}

func (w *networkView) trips(l *networkLive) {
	was, is := w.before.From(w.from), w.after.From(w.from)
	for _, id := range w.areas() {
		before, after := w.before.To(id, was), w.after.To(id, is)
		row := tripRow{Name: areaName(w.visit, id), Minutes: w.minutes(after), Before: w.minutes(before),
			Within: after <= float64(w.limit), minutes: after}
		row.Changed = row.Minutes != row.Before
		if measure.IsMissing(after) {
			row.minutes = 1e9
		}
		l.Trips = append(l.Trips, row)
	}
	slices.SortStableFunc(l.Trips, func(a, b tripRow) int { return cmp.Compare(a.minutes, b.minutes) })
}

func (w *networkView) minutes(x float64) string {
	if measure.IsMissing(x) {
		return w.say("不通", "no way")
	}
	return render.Number(x, 0)
}

// targets are those that rest on the network, as they stand and as supposed: each reading once, against
// the version shown first where there is one.
func (w *networkView) targets() []networkTarget {
	var rows []networkTarget
	at := map[string]int{} // where the row of a target's reading is
	for i := range w.Result.Targets {
		t := &w.Result.Targets[i]
		if !restsOn(w.Plan, w.Plan.Indicator(t.Reading.Indicator), w.net.ID) && !w.moves(t) {
			continue
		}
		is, reading := &w.supposed.Targets[i], t.Target.ID+"/"+t.Reading.ID
		row := networkTarget{Name: t.Target.Name.In(w.Lang), Reading: t.Reading.Name.In(w.Lang),
			Want: render.TargetWant(t, w.Lang), Value: render.TargetValue(is, w.Plan, w.Lang),
			Before: render.TargetValue(t, w.Plan, w.Lang), Status: is.Status, StatusBefore: t.Status,
			Link: w.Link("/explain/target/" + t.ID()), Estimated: is.Estimated, Due: render.Period(t.Target.Due, w.Lang)}
		row.Changed = row.Value != row.Before || row.Status != row.StatusBefore
		known, again := at[reading]
		switch {
		case !again:
			at[reading] = len(rows)
			rows = append(rows, row)
		case t.Version.ID == w.Plan.Manifest.Headline:
			rows[known] = row
		}
	}
	return rows
}

// moves reports whether what is supposed changes a target.
func (w *networkView) moves(t *evaluate.TargetResult) bool {
	is := w.supposed.Target(t.ID())
	return is != nil && (is.Status != t.Status ||
		render.TargetValue(is, w.Plan, w.Lang) != render.TargetValue(t, w.Plan, w.Lang))
}

// restsOn reports whether an indicator's formula asks about a network, directly or through others.
func restsOn(p *plan.Plan, ind *plan.Indicator, net string) bool {
	if ind == nil {
		return false
	}
	return slices.ContainsFunc(inputsOf(ind), func(in formula.Input) bool {
		return in.Network == net || in.Indicator != "" && in.Indicator != ind.ID && restsOn(p, p.Indicator(in.Indicator), net)
	})
}

// bands are the minutes whose areas the map shows, the longest first: those to choose up to the one chosen.
func (w *networkView) bands() []int {
	bands := []int{w.limit}
	for _, m := range slices.Backward(limits) {
		if m < w.limit {
			bands = append(bands, m)
		}
	}
	return bands
}

// Off the network the map goes at the speed across a city, up to so many metres from a station.
const (
	offNetworkReach = 25_000
	drawingCell     = 2_000
)

// drawing draws what is within reach, lines and stations over the map.
func (w *networkView) drawing() template.HTML {
	t := w.Plan.Territory
	if t.Boundaries == nil {
		return ""
	}
	o := render.Overlay{Title: w.net.Name.In(w.Lang) + " " + strconv.Itoa(w.year),
		Description: w.say("线路、车站与可达范围", "lines, stations and what is within reach"),
		Fit:         newRegionMap(w.visit, w.Plan.Manifest.Area).fit()}
	shape := network.Shape{Cell: drawingCell, Reach: offNetworkReach, Speed: 15}
	if a := w.Plan.Assumption(w.net.Transfer); a != nil {
		shape.Speed = a.Value
	}
	for i, m := range w.bands() {
		polygons, err := w.after.Isochrone(w.from, float64(m), shape)
		if err != nil {
			continue // the shape is sound and places are known
		}
		o.Bands = append(o.Bands, render.Band{Class: fmt.Sprintf("band%d", i), Polygons: rings(polygons),
			Tip: fmt.Sprintf(w.say("%d 分钟内", "within %d min"), m)})
	}
	for _, open := range []bool{false, true} {
		for i := range w.net.Sections {
			if w.after.Open(i) == open {
				o.Tracks = append(o.Tracks, w.track(i, open))
			}
		}
	}
	for i := range w.net.Stations {
		if place, _, ok := w.after.System.Place(i); ok && w.after.Operating(i) {
			o.Dots = append(o.Dots, render.Dot{Tip: w.net.Stations[i].Name().In(w.Lang), At: territory.Point(place)})
		}
	}
	return template.HTML(o.SVG()) // our own drawing, escaped
}

// fastLine is from which design speed on a line is drawn as one of high speed, in km/h.
const fastLine = 250

func (w *networkView) track(i int, open bool) render.Track {
	s := w.after.System
	from, to := s.Ends(i)
	a, _, _ := s.Place(from)
	z, _, _ := s.Place(to)
	line := w.net.Line(w.net.Sections[i].Line)
	km, _ := w.after.Length(i)
	kmh, _ := w.after.KMH(i)
	track := render.Track{Class: "slow", Line: []territory.Point{territory.Point(a), territory.Point(z)},
		Tip: fmt.Sprintf("%s %s—%s %s km %s km/h", line.Name().In(w.Lang), w.net.Stations[from].Name().In(w.Lang),
			w.net.Stations[to].Name().In(w.Lang), render.Number(km, 0), measure.Shortest(kmh))}
	if kmh >= fastLine {
		track.Class = "fast"
	}
	if !open {
		track.Class += " closed"
		track.Tip += w.say("，未开通", ", not open")
	}
	if open && !w.before.Open(i) {
		track.Class += " new"
	}
	return track
}

// rings are polygons as maps have them.
func rings(polygons []network.Polygon) [][]territory.Ring {
	var all [][]territory.Ring
	for _, p := range polygons {
		var one []territory.Ring
		for _, r := range p {
			ring := make(territory.Ring, len(r))
			for i, x := range r {
				ring[i] = territory.Point(x)
			}
			one = append(one, ring)
		}
		all = append(all, one)
	}
	return all
}

// base is the map of the plan's area, under what changes.
func (w *networkView) base() template.HTML {
	if w.Plan.Territory.Boundaries == nil {
		return ""
	}
	area := w.Plan.Manifest.Area
	return template.HTML(newRegionMap(w.visit, area).draw(areaName(w.visit, area))) // our own drawing, escaped
}
