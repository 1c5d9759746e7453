package method

import (
	"fmt"
	"strings"
	"time"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/territory"
)

// hourly maps the items of hourly readings to those of the method.
var hourly = map[monitor.Item]air.Item{monitor.PM25: air.PM25, monitor.PM10: air.PM10,
	monitor.SO2: air.SO2, monitor.NO2: air.NO2, monitor.CO: air.CO, monitor.O3: air.O3}

// daily maps the items of published daily values.
var daily = map[monitor.Item]air.Item{monitor.PM25: air.PM25, monitor.PM10: air.PM10,
	monitor.SO2: air.SO2, monitor.NO2: air.NO2, monitor.CO: air.CO,
	monitor.O3Max8: air.O3, monitor.O3Max1: air.O3Peak}

// airArea is the air of one area that has stations or published values, by edition.
type airArea struct {
	stations []airStation
	city     map[string]*air.Days // by edition
}

type airStation struct {
	site  monitor.Site
	hours *air.Hours // nil for values published by day
	daily *air.DailyValues
	marks *Marks
	days  map[string]*air.Days // by edition
}

// oneCity reports whether an area's stations make one mean: those of a county, a prefecture or a
// municipality do, those of a province or a group do not.
func (e *Environment) oneCity(area string) bool {
	a := e.Territory.AreaOf(area)
	if a == nil {
		return false
	}
	for _, below := range e.Territory.Children(area) {
		if e.Territory.AreaOf(below).Level == territory.Prefecture {
			return false
		}
	}
	return a.Level != territory.Country
}

// airOf returns the air of an area that is measured as one city, nil for others and for those
// without stations.
func (e *Environment) airOf(area string) *airArea {
	if a, ok := e.air[area]; ok {
		return a
	}
	a := &airArea{city: map[string]*air.Days{}}
	if e.oneCity(area) {
		for _, site := range e.sites(area, monitor.Station) {
			a.addSite(e, site)
		}
		if len(a.stations) == 0 {
			for _, site := range e.sites(area, monitor.City) {
				if e.areaOf(site) == area {
					a.addSite(e, site)
				}
			}
		}
	}
	if len(a.stations) == 0 {
		a = nil
	}
	e.air[area] = a
	return a
}

func (a *airArea) addSite(e *Environment, site monitor.Site) {
	var r monitor.Readings
	if !e.load(&r, site.ID) {
		return
	}
	s := airStation{site: site, days: map[string]*air.Days{}}
	if s.hours = AirHours(&r); s.hours == nil {
		s.daily = AirDays(&r)
	}
	s.marks = MarksOf(&r, func(x *monitor.Series) bool {
		return x.Item.Medium() == monitor.Air && (x.Step == monitor.Daily) == (s.hours == nil)
	})
	if s.hours != nil || s.daily != nil {
		a.stations = append(a.stations, s)
	}
}

// AirHours returns a station's hourly readings as the method takes them, nil without any.
func AirHours(r *monitor.Readings) *air.Hours {
	var h *air.Hours
	for item, as := range hourly {
		if s := r.Clock(item); s != nil && s.Step == monitor.Hourly {
			if h == nil {
				h = &air.Hours{First: air.Hour(s.Hour(0))}
			}
			h.Value[as] = s.Values
		}
	}
	return h
}

// AirDays returns published daily values as the method takes them, nil without any.
func AirDays(r *monitor.Readings) *air.DailyValues {
	var v *air.DailyValues
	for item, as := range daily {
		if s := r.Daily(item); s != nil {
			if v == nil {
				v = &air.DailyValues{First: s.Day(0)}
			}
			v.Value[as] = s.Values
		}
	}
	return v
}

// under returns the days of a station under an edition.
func (s *airStation) under(e *air.Edition) *air.Days {
	if d, ok := s.days[e.ID]; ok {
		return d
	}
	if s.hours != nil {
		s.days[e.ID] = air.Station(e, s.hours)
	} else {
		s.days[e.ID] = air.Published(e, s.daily)
	}
	return s.days[e.ID]
}

// under returns the days of the area: the mean of its stations, or what was published.
func (a *airArea) under(e *air.Edition) *air.Days {
	if d, ok := a.city[e.ID]; ok {
		return d
	}
	var all []*air.Days
	for i := range a.stations {
		all = append(all, a.stations[i].under(e))
	}
	d := all[0]
	if a.stations[0].site.Kind == monitor.Station {
		d = air.City(e, all)
	}
	a.city[e.ID] = d
	return d
}

// summary returns the statistics of an area over a year or month by the edition in force at its
// end; false where there are none.
func (e *Environment) summary(area string, p measure.Period) (air.Summary, bool) {
	a, edition := e.airOf(area), air.ForDate(p.Last())
	if a == nil || edition == nil {
		return air.Summary{}, false
	}
	days := a.under(edition)
	if days.Len() == 0 || days.First > p.Last() || days.First+measure.Date(days.Len()) <= p.First() {
		return air.Summary{}, false
	}
	if p.Freq == measure.Annual {
		return days.Year(p.CalendarYear()), true
	}
	return days.Month(p.First().Time().Year(), p.First().Time().Month()), true
}

// cities returns the cities among the members of a group: prefectures, and municipalities.
func (e *Environment) cities(group string) []string {
	var all []string
	for _, part := range e.Territory.Parts(group) {
		if part.Sign > 0 && e.airOf(part.ID) != nil {
			all = append(all, part.ID)
		}
	}
	return all
}

// airFigure computes one figure of an area's air. Of a group only the mean of its cities' ratios is
// given; a plan adds days up itself, so that no city is left out unseen.
func (e *Environment) airFigure(figure, area string, p measure.Period) float64 {
	if e.Territory.GroupOf(area) != nil {
		return e.regionFigure(figure, area, p)
	}
	s, ok := e.summary(area, p)
	if !ok {
		return measure.Missing
	}
	enough := s.Valid >= NeededDays(air.ForDate(p.Last()), p)
	switch {
	case figure == "good_days" && enough:
		return float64(s.Good)
	case figure == "valid_days" && enough:
		return float64(s.Valid)
	case figure == "good_ratio" && enough:
		return s.GoodRatio.Float()
	case figure == "composite":
		return s.Composite.Float()
	}
	for _, x := range []struct {
		name       string
		item       air.Item
		percentile bool
	}{{"pm25", air.PM25, false}, {"pm10", air.PM10, false}, {"so2", air.SO2, false},
		{"no2", air.NO2, false}, {"co_p95", air.CO, true}, {"o3_p90", air.O3, true}} {
		item := &s.Items[x.item]
		switch {
		case figure != x.name || !item.Complete:
		case x.percentile:
			return item.Percentile.Float()
		default:
			return item.Mean.Float()
		}
	}
	return measure.Missing
}

// regionFigure is the good-day ratio of a group: the plain mean of its cities', all of which must
// have theirs.
func (e *Environment) regionFigure(figure, group string, p measure.Period) float64 {
	if figure != "good_ratio" {
		return measure.Missing
	}
	cities, edition := e.cities(group), air.ForDate(p.Last())
	if len(cities) == 0 || len(cities) < len(e.Territory.Parts(group)) || edition == nil {
		return measure.Missing
	}
	var all []air.Summary
	for _, city := range cities {
		s, ok := e.summary(city, p)
		if !ok || s.Valid < NeededDays(edition, p) {
			return measure.Missing
		}
		all = append(all, s)
	}
	return air.Region(edition, all).GoodRatio.Float()
}

// NeededDays is how many valid days a period needs for its days to be counted (GB 3095, table 4).
func NeededDays(e *air.Edition, p measure.Period) int {
	switch {
	case p.Freq == measure.Annual:
		return e.Periods.Year
	case p.First().Time().Month() == time.February:
		return e.Periods.February
	}
	return e.Periods.Month
}

// airEvidence tells what an area's figures of a period rest on: the edition, the counts, and each
// day that was not good, down to the readings of its primary pollutants.
func (e *Environment) airEvidence(figure, area string, p measure.Period) []evaluate.Evidence {
	edition := air.ForDate(p.Last())
	if edition == nil {
		return nil
	}
	lines := []evaluate.Evidence{line("版本："+edition.Line(locale.ZH), "edition: "+edition.Line(locale.EN))}
	group := e.Territory.GroupOf(area) != nil
	for _, a := range edition.Assumptions() {
		if a.Rule == "hour_index" || a.Rule == "composite" && figure != a.Rule || a.Rule == "region" && !group {
			continue // has no part in the figure
		}
		lines = append(lines, line("假设："+a.Note.ZH, "assumption: "+a.Note.EN))
	}
	lines = append(lines, e.origins()...)
	if group {
		for _, city := range e.cities(area) {
			name := e.Territory.NameOf(city)
			lines = append(lines, line(name.ZH, name.EN, e.airDays(city, p, edition)...))
		}
		return lines
	}
	return append(lines, e.airDays(area, p, edition)...)
}

func (e *Environment) airDays(area string, p measure.Period, edition *air.Edition) []evaluate.Evidence {
	s, ok := e.summary(area, p)
	if !ok {
		return []evaluate.Evidence{line("没有监测数据", "no monitoring data")}
	}
	a := e.airOf(area)
	lines := []evaluate.Evidence{line(
		fmt.Sprintf("优良 %d 天，有效 %d 天，全期 %d 天；至少需有效 %d 天；监测点 %d 个",
			s.Good, s.Valid, s.Days, NeededDays(edition, p), len(a.stations)),
		fmt.Sprintf("%d good days of %d valid ones, %d in all; at least %d valid ones are needed; %d sites",
			s.Good, s.Valid, s.Days, NeededDays(edition, p), len(a.stations)))}
	var flags Flags
	for i := range a.stations {
		flags.Add(a.stations[i].marks, p.First(), p.Last())
	}
	lines = append(lines, flagged(&flags)...)
	var bad []evaluate.Evidence
	days := a.under(edition)
	for d := p.First(); d <= p.Last(); d++ {
		if d < days.First || int(d-days.First) >= days.Len() {
			continue
		}
		switch day := days.Day(d); {
		case day.Index == air.NoIndex:
			why := WhyInvalid(&day)
			bad = append(bad, line(day.Date.String()+" 无效（有效数/所需数）："+why,
				day.Date.String()+" not valid (valid/needed): "+why))
		case day.Index > edition.Index.ExceedingAbove:
			bad = append(bad, e.badDay(a, edition, day))
		}
	}
	return append(lines, bounded(bad)...)
}

// WhyInvalid tells why a day has no index: the pollutants that lack one, each with how many valid hours,
// means or stations it has of those it needs, like "pm10 18/20;o3_8h 12/14". It is empty where the day
// has an index.
func WhyInvalid(d *air.Day) string {
	if d.Index != air.NoIndex {
		return ""
	}
	var reasons []string
	for _, i := range d.Missing.Items() {
		text := i.String()
		if x := &d.Items[i]; x.Needed > 0 {
			text += fmt.Sprintf(" %d/%d", x.Count, x.Needed)
		}
		reasons = append(reasons, text)
	}
	return strings.Join(reasons, ";")
}

// badDay is a day that was not good, with the readings of its primary pollutants.
func (e *Environment) badDay(a *airArea, edition *air.Edition, day air.Day) evaluate.Evidence {
	band := edition.Index.Bands[day.Level-1].Name
	l := line(fmt.Sprintf("%s AQI %d %s，首要污染物 %s", day.Date, day.Index, band.ZH, day.Primary),
		fmt.Sprintf("%s AQI %d %s, primary %s", day.Date, day.Index, band.EN, day.Primary))
	for _, item := range day.Primary.Items() {
		for i := range a.stations {
			s := &a.stations[i]
			days := s.under(edition)
			if day.Date < days.First || int(day.Date-days.First) >= days.Len() {
				continue
			}
			value := days.Day(day.Date).Items[item]
			text := fmt.Sprintf("%s %s %s %s", s.site.Label(), item, value.Concentration, item.Unit()) +
				s.readings(item, day.Date)
			if flag := s.flag(item, day.Date); flag != 0 {
				text += " [" + flag.String() + "]"
			}
			l.Of = append(l.Of, line(text, text))
		}
	}
	return l
}

// flag joins the flags of an item's readings on a day.
func (s *airStation) flag(item air.Item, d measure.Date) (flag monitor.Flag) {
	var f Flags
	f.Add(s.marks, d, d)
	for _, items := range []map[monitor.Item]air.Item{hourly, daily} {
		for of, as := range items {
			if as == item || as == air.O3 && item == air.O3Peak && s.hours != nil {
				flag |= f.ByItem[of]
			}
		}
	}
	return flag
}

// readings writes the hourly readings of a day from 1 to 24 o'clock; empty for published values.
func (s *airStation) readings(item air.Item, d measure.Date) string {
	if s.hours == nil {
		return ""
	}
	values := s.hours.Value[min(item, air.O3)] // the highest hour is one of ozone's
	var texts []string
	for clock := 1; clock <= 24; clock++ {
		i, text := int(air.HourOf(d, clock)-s.hours.First), "—"
		if i >= 0 && i < len(values) && values[i] >= 0 {
			text = monitor.PM25.Format(values[i])
		}
		texts = append(texts, text)
	}
	return "（" + strings.Join(texts, " ") + "）"
}
