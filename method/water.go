package method

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
)

// WaterSection returns the readings of a section as the method takes them: a sample for each time
// at which anything was measured, in order. It has none where no water was measured.
func WaterSection(r *monitor.Readings, kind water.Water) *water.Section {
	at := map[monitor.Hour]*water.Sample{}
	for i := range r.Series {
		s := &r.Series[i]
		item, err := water.ParseItem(s.Item.String())
		if err != nil {
			continue // items the method does not judge, and media other than water
		}
		flags := s.Flags
		for k, v := range s.Values {
			var flag monitor.Flag
			if len(flags) > 0 && flags[0].At == int32(k) {
				flag, flags = flags[0].Flag, flags[1:]
			}
			if v == monitor.Missing {
				continue
			}
			hour := s.Hour(k)
			sample := at[hour]
			if sample == nil {
				blank := water.NoSample(hour.Day())
				sample = &blank
				at[hour] = sample
			}
			sample.Value[item] = s.Item.Millionths(v)
			if flag&monitor.NonDetect != 0 {
				sample.Below |= water.SetOf(item)
			}
		}
	}
	section := &water.Section{ID: r.Site.ID, Water: kind}
	hours := make([]monitor.Hour, 0, len(at))
	for h := range at {
		hours = append(hours, h)
	}
	slices.Sort(hours)
	for _, h := range hours {
		section.Samples = append(section.Samples, *at[h])
	}
	return section
}

// ofWater tells the series that judge water.
func ofWater(s *monitor.Series) bool { return s.Item.Medium() == monitor.Water }

// section returns what was measured at a section, nil where its series cannot be read.
func (e *Environment) section(id string) *water.Section {
	if s, ok := e.water[id]; ok {
		return s
	}
	var r monitor.Readings
	var s *water.Section
	if e.load(&r, id) {
		s = WaterSection(&r, e.kindOf(r.Site))
		s.ID = r.Site.CalledIn(func(name string) bool { return e.Targets[name] != nil })
		e.water[s.ID], e.marks[s.ID] = s, MarksOf(&r, ofWater)
	}
	e.water[id] = s
	return s
}

// kindOf says whether a section lies in a river or a lake, whose phosphorus is judged otherwise.
func (e *Environment) kindOf(s monitor.Site) water.Water {
	if e.Topology == nil {
		return water.River
	}
	id := s.CalledIn(func(name string) bool { _, ok := e.Topology.Place(name); return ok })
	if place, ok := e.Topology.Place(id); ok {
		return place.Water
	}
	return water.River
}

// sectionYear and areaYear name what is evaluated once and asked for by many figures and areas.
type (
	sectionYear struct {
		site string
		year int
	}
	areaYear struct {
		area string
		year int
	}
	judgement struct {
		water.Attainment
		edition *water.Edition // nil where no section was measured
	}
)

// attainment judges the sections of an area in a year; false where none was measured.
func (e *Environment) attainment(area string, p measure.Period) (water.Attainment, *water.Edition, bool) {
	if p.Freq != measure.Annual {
		return water.Attainment{}, nil, false
	}
	key := areaYear{area, p.CalendarYear()}
	j, ok := e.judged[key]
	if !ok {
		j = e.judge(area, p)
		e.judged[key] = j
	}
	return j.Attainment, j.edition, j.edition != nil
}

func (e *Environment) judge(area string, p measure.Period) judgement {
	edition := water.ForDate(p.Last())
	if edition == nil {
		return judgement{}
	}
	var years []water.SectionYear
	for _, site := range e.sites(area, monitor.Section) {
		if s := e.section(site.ID); s != nil && len(s.Samples) > 0 {
			years = append(years, e.yearOf(edition, site.ID, s, p.CalendarYear()))
		}
	}
	if len(years) == 0 {
		return judgement{}
	}
	return judgement{edition.Attain(p.CalendarYear(), years, e.Targets), edition}
}

// yearOf evaluates a section in a year, once for all the areas it lies in.
func (e *Environment) yearOf(edition *water.Edition, site string, s *water.Section, year int) water.SectionYear {
	key := sectionYear{site, year}
	y, ok := e.years[key]
	if !ok {
		y = edition.Year(s, year)
		e.years[key] = y
	}
	return y
}

// waterFigure computes one figure of the sections in an area. Attainment counts sections that have a
// target class for the year; classes count sections with a complete year.
func (e *Environment) waterFigure(figure, area string, p measure.Period) float64 {
	a, _, ok := e.attainment(area, p)
	if !ok {
		return measure.Missing
	}
	judged, good := 0, 0
	for i := range a.Sections {
		if s := &a.Sections[i]; s.Complete && s.Annual.Class != water.NoClass {
			judged++
			if s.Annual.Class <= water.ClassIII {
				good++
			}
		}
	}
	count := func(n, of int) float64 {
		if of == 0 {
			return measure.Missing
		}
		return float64(n)
	}
	switch figure {
	case "all_sections":
		return count(judged, judged)
	case "good_sections":
		return count(good, judged)
	case "sections":
		return count(a.Annual.Evaluated, a.Annual.Evaluated)
	case "sections_met":
		return count(a.Annual.Attained, a.Annual.Evaluated)
	case "section_months":
		return count(a.Monthly.Evaluated, a.Monthly.Evaluated)
	case "section_months_met":
		return count(a.Monthly.Attained, a.Monthly.Evaluated)
	}
	return measure.Missing
}

// waterEvidence tells what an area's figures rest on: the edition, each section with its class and
// target, and of one that misses it the months and the readings of the items that exceed.
func (e *Environment) waterEvidence(area string, p measure.Period) []evaluate.Evidence {
	a, edition, ok := e.attainment(area, p)
	if !ok {
		return []evaluate.Evidence{line("没有监测数据", "no monitoring data")}
	}
	lines := []evaluate.Evidence{line("版本："+edition.Line(locale.ZH), "edition: "+edition.Line(locale.EN))}
	for _, x := range edition.Assumptions() {
		switch rule, _, _ := strings.Cut(x.Rule, "."); rule {
		case "saturation", "main", "river", "change", "city_index":
			continue // have no part in the figures
		}
		lines = append(lines, line("假设："+x.Note.ZH, "assumption: "+x.Note.EN))
	}
	lines = append(lines, e.origins()...)
	var sections []evaluate.Evidence
	for i := range a.Sections {
		sections = append(sections, e.sectionEvidence(&a.Sections[i]))
	}
	if unseen := e.unseen(p.CalendarYear()); len(unseen) > 0 {
		sections = append(sections, line("有目标而没有监测数据的断面，不知属于何地，没有计入："+strings.Join(unseen, "、"),
			"sections with a target and no readings, whose area is not known, are not counted: "+strings.Join(unseen, ", ")))
	}
	return append(lines, bounded(sections)...)
}

// unseen lists the sections that have a target for a year and are no site of the readings.
func (e *Environment) unseen(year int) []string {
	named := map[string]bool{}
	for _, site := range e.Readings.Sites() {
		named[site.CalledIn(func(name string) bool { return e.Targets[name] != nil })] = true
	}
	var unseen []string
	for _, id := range slices.Sorted(maps.Keys(e.Targets)) {
		if !named[id] && e.Targets.For(id, year) != water.NoClass {
			unseen = append(unseen, id)
		}
	}
	return unseen
}

func (e *Environment) sectionEvidence(s *water.SectionAttainment) evaluate.Evidence {
	verdict := locale.Text{ZH: "未设目标", EN: "no target"}
	switch {
	case s.Target != water.NoClass && !s.Judged():
		verdict = locale.Text{ZH: "目标" + s.Target.In(locale.ZH) + "，数据不足，不计入年均",
			EN: "target " + s.Target.In(locale.EN) + ", too little data: not in the annual figures"}
	case s.Target != water.NoClass && s.Attains:
		verdict = locale.Text{ZH: "目标" + s.Target.In(locale.ZH) + "，达标", EN: "target " + s.Target.In(locale.EN) + ", met"}
	case s.Target != water.NoClass:
		verdict = locale.Text{ZH: "目标" + s.Target.In(locale.ZH) + "，未达标",
			EN: "target " + s.Target.In(locale.EN) + ", not met"}
	}
	l := line(fmt.Sprintf("%s：年均 %s，%s；%d 个月有数据", s.ID, s.Annual.Class.In(locale.ZH), verdict.ZH, s.Annual.Months),
		fmt.Sprintf("%s: annual mean %s, %s; %d months with data", s.ID, s.Annual.Class.In(locale.EN), verdict.EN,
			s.Annual.Months))
	var flags Flags
	year := measure.Year(s.Year)
	flags.Add(e.marks[s.ID], year.First(), year.Last())
	l.Of = flagged(&flags)
	if s.Target == water.NoClass || s.Attains {
		return l
	}
	for _, x := range s.Exceeding {
		l.Of = append(l.Of, line(fmt.Sprintf("%s %s，%s", x.Item, x.Value, x.Class.In(locale.ZH)),
			fmt.Sprintf("%s %s, %s", x.Item, x.Value, x.Class.In(locale.EN)), e.samples(s, x.Item)...))
	}
	return l
}

// samples lists a year's readings of an item at a section.
func (e *Environment) samples(s *water.SectionAttainment, item water.Item) []evaluate.Evidence {
	var lines []evaluate.Evidence
	year := measure.Year(s.Year)
	for _, sample := range e.section(s.ID).Samples {
		if v := sample.Value[item]; v != water.Missing && sample.Date >= year.First() && sample.Date <= year.Last() {
			text := sample.Date.String() + " " + measure.Shortest(float64(v)/1e6)
			if sample.Below.Has(item) {
				text = sample.Date.String() + " <" + measure.Shortest(float64(v)/1e6)
			}
			var flags Flags
			flags.Add(e.marks[s.ID], sample.Date, sample.Date)
			if i, err := monitor.ParseItem(item.String()); err == nil && flags.ByItem[i]&^monitor.NonDetect != 0 {
				text += " [" + flags.ByItem[i].String() + "]"
			}
			lines = append(lines, line(text, text))
		}
	}
	return bounded(lines)
}
