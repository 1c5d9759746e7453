package plan

import (
	"math"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// fastestLine is a design speed in km/h that no line in the world has.
const fastestLine = 600

// network checks what the fields of a network say together.
func (c *checker) network(n *Network) {
	c.ids["station"], c.ids["line"] = nil, nil
	for i := range n.Stations {
		c.ids["station"] = append(c.ids["station"], n.Stations[i].ID)
	}
	for i := range n.Lines {
		c.ids["line"] = append(c.ids["line"], n.Lines[i].ID)
	}
	c.networkAssumptions(n)
	for i := range n.Stations {
		c.station(n, &n.Stations[i])
	}
	for i := range n.Lines {
		l := &n.Lines[i]
		subject := "network:" + n.ID + "/" + l.ID
		c.ordered(l.Where, subject, "opened", l.Opened, "closed", l.Closed)
		c.positive(l.Where, subject, "km", l.KM, math.Inf(1))
		c.positive(l.Where, subject, "kmh", l.KMH, fastestLine)
		for _, id := range strings.Fields(l.Through) {
			c.reference(id, []string{"line"}, l.At("through"), subject)
		}
	}
	c.sections(n)
	for i := range n.Timetable {
		t := &n.Timetable[i]
		subject := "network:" + n.ID
		c.reference(t.From, []string{"station"}, t.At("from"), subject)
		c.reference(t.To, []string{"station"}, t.At("to"), subject)
		c.positive(t.Where, subject, "minutes", t.Minutes, math.Inf(1))
	}
}

// networkAssumptions checks that what times are made of has the unit in which it is read.
func (c *checker) networkAssumptions(n *Network) {
	for _, use := range []struct {
		key, id, unit string
		least         float64
	}{{"detour", n.Detour, "1", 1}, {"pace", n.Pace, "1", 0.01}, {"lost", n.Lost, "min", 0},
		{"interchange", n.Interchange, "min", 0}, {"transfer", n.Transfer, "km/h", 0}} {
		a := c.plan.Assumption(use.id)
		if a == nil || a.Unit == measure.MustUnit(use.unit) && a.Value >= use.least {
			continue // what is not there is told elsewhere
		}
		c.report(BadNetworkAssumption, n.At(use.key), "network:"+n.ID, "key", use.key, "found", use.id,
			"expected", use.unit, "least", measure.Shortest(use.least))
	}
}

// placed reports whether a station without a place of its own has one by its area.
func (c *checker) placed(area string) bool {
	if t := c.plan.Territory; t != nil && t.Boundaries != nil {
		_, ok := t.Boundaries.Centre(area)
		return ok
	}
	return false
}

func (c *checker) station(n *Network, s *Station) {
	subject := "network:" + n.ID + "/" + s.ID
	c.ordered(s.Where, subject, "opened", s.Opened, "closed", s.Closed)
	given := !measure.IsMissing(s.Lon) && !measure.IsMissing(s.Lat)
	switch {
	case !given && (!c.placed(s.Area) || measure.IsMissing(s.Lon) != measure.IsMissing(s.Lat)):
		c.report(NoStationPlace, s.At("lon"), subject, "found", s.ZH)
	case given && (math.Abs(s.Lon) > 180 || math.Abs(s.Lat) > 90):
		c.report(BadStationPlace, s.At("lon"), subject, "found", measure.Shortest(s.Lon)+", "+measure.Shortest(s.Lat))
	}
	if t := c.plan.Territory; t != nil && len(t.Children(s.Area)) > 0 || t != nil && t.GroupOf(s.Area) != nil {
		c.report(StationAreaDivided, s.At("area"), subject, "found", s.Area)
	}
}

func (c *checker) sections(n *Network) {
	type track struct{ line, from, to string }
	subject, first := "network:"+n.ID, map[track]*Section{}
	for i := range n.Sections {
		s := &n.Sections[i]
		c.reference(s.Line, []string{"line"}, s.At("line"), subject)
		c.reference(s.From, []string{"station"}, s.At("from"), subject)
		c.reference(s.To, []string{"station"}, s.At("to"), subject)
		c.ordered(s.Where, subject, "opened", s.Opened, "closed", s.Closed)
		c.positive(s.Where, subject, "km", s.KM, math.Inf(1))
		c.positive(s.Where, subject, "kmh", s.KMH, fastestLine)
		if l := n.Line(s.Line); l != nil && measure.IsMissing(l.KMH) && measure.IsMissing(s.KMH) {
			c.report(NoSpeed, s.At("kmh"), subject, "found", s.Line)
		}
		key := track{s.Line, min(s.From, s.To), max(s.From, s.To)}
		if was := first[key]; was != nil || s.From == s.To {
			at := s.Pos
			if was != nil {
				at = was.Pos
			}
			c.findings = append(c.findings, finding.Finding{Code: RepeatedSection, Pos: s.At("from"), Subject: subject,
				Related: []finding.Pos{at}, Args: finding.Args{"found": s.Line + ": " + s.From + "–" + s.To}})
		}
		first[key] = s
	}
}

// positive checks a number that may be left out.
func (c *checker) positive(w strict.Where, subject, key string, x, most float64) {
	if !measure.IsMissing(x) && !(x > 0 && x <= most) {
		c.report(NotPositive, w.At(key), subject, "key", key, "found", measure.Shortest(x))
	}
}
