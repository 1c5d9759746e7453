package settle

import (
	"fmt"
	"slices"
	"sort"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/plan"
)

// Waters judges sections by the editions of the rules in force, each month and year of a section once
// however many compacts read it. It is not for concurrent use.
type Waters struct {
	sections map[string]*water.Section // samples in order of time
	targets  water.Targets
	years    map[sectionYear]*judged
}

type sectionYear struct {
	section string
	year    int
}

// judged is a section in a year: what each month and the year come to.
type judged struct {
	edition *water.Edition
	water   water.Water
	means   [13]water.Means // of the months, and of the year
	quality [13]*water.Evaluation
}

// wholeYear is the place of the year behind its months.
const wholeYear = 12

// NewWaters returns sections with their readings, and the target classes of sections.
func NewWaters(sections []*water.Section, targets water.Targets) *Waters {
	w := &Waters{sections: map[string]*water.Section{}, targets: targets, years: map[sectionYear]*judged{}}
	for _, s := range sections {
		inOrder := *s
		inOrder.Samples = slices.Clone(s.Samples)
		slices.SortStableFunc(inOrder.Samples, func(a, b water.Sample) int { return int(a.Date - b.Date) })
		w.sections[s.ID] = &inOrder
	}
	return w
}

// in returns the readings of a section in a period.
func (w *Waters) in(section string, p measure.Period) []water.Sample {
	s := w.sections[section]
	if s == nil {
		return nil
	}
	from := sort.Search(len(s.Samples), func(i int) bool { return s.Samples[i].Date >= p.First() })
	to := sort.Search(len(s.Samples), func(i int) bool { return s.Samples[i].Date > p.Last() })
	return s.Samples[from:to]
}

// year averages a section's months and year; nil where nothing was measured or no edition was in force.
func (w *Waters) year(section string, year int) *judged {
	key := sectionYear{section, year}
	if y, ok := w.years[key]; ok {
		return y
	}
	var y *judged
	samples, edition := w.in(section, measure.Year(year)), water.ForDate(measure.Year(year).Last())
	if len(samples) > 0 && edition != nil {
		y = &judged{edition: edition, water: w.sections[section].Water}
		for m := range wholeYear {
			y.means[m] = edition.Average(w.in(section, measure.Period{Freq: measure.Month, Ord: int32(year*12 + m)}))
		}
		y.means[wholeYear] = edition.AverageOf(y.means[:wholeYear])
		for m := range wholeYear {
			if y.means[m].Samples > 0 {
				y.means[wholeYear].Months++
			}
		}
	}
	w.years[key] = y
	return y
}

// of returns the means of a section in a year or month, and its place in the year; nil without data
// enough.
func (w *Waters) of(section string, p measure.Period) (*judged, int) {
	y, place := w.year(section, p.CalendarYear()), wholeYear
	if p.Freq == measure.Month {
		place = int(p.First().Time().Month()) - 1
	}
	if y == nil || y.means[place].Samples == 0 ||
		place == wholeYear && y.means[place].Months < y.edition.Means.Months {
		return nil, 0
	}
	return y, place
}

// evaluation classes the means of a period, once.
func (y *judged) evaluation(place int) *water.Evaluation {
	if y.quality[place] == nil {
		e := y.edition.Evaluate(y.water, y.means[place])
		y.quality[place] = &e
	}
	return y.quality[place]
}

// row fills out with what a measure reads of a section.
func (w *Waters) row(m *plan.Measure, axis measure.Axis, out []float64) {
	item, _ := water.ParseItem(m.Item) // plan.Parse refuses what is none
	for i := range out {
		p := axis.At(i)
		switch m.Read {
		case plan.ReadTarget:
			out[i] = classNumber(w.target(m.Section, p))
		case plan.ReadLimit:
			out[i] = w.limit(m.Section, item, p)
		default:
			if y, place := w.of(m.Section, p); y != nil {
				out[i] = y.read(m, item, place)
			}
		}
	}
}

// read is what a measure reads of a section in a period.
func (y *judged) read(m *plan.Measure, item water.Item, place int) float64 {
	switch {
	case m.Read == plan.ReadConcentration:
		exact := y.means[place].Items[item].Exact()
		if exact == nil {
			return measure.Missing
		}
		v, _ := exact.Float64()
		return v
	case m.Read == plan.ReadAssessed:
		return y.evaluation(place).Items[item].Value.Float()
	case m.Item != "":
		return classNumber(y.evaluation(place).Items[item].Class)
	}
	return classNumber(y.evaluation(place).Class)
}

func classNumber(c water.Class) float64 {
	if c == water.NoClass {
		return measure.Missing
	}
	return float64(c)
}

func (w *Waters) target(section string, p measure.Period) water.Class {
	return w.targets[section][p.CalendarYear()]
}

// limit is the limit of an item for the target class of a section.
func (w *Waters) limit(section string, item water.Item, p measure.Period) float64 {
	edition, class := water.ForDate(p.Last()), w.target(section, p)
	if edition == nil || class == water.NoClass || class == water.BeyondV {
		return measure.Missing
	}
	kind := water.River
	if s := w.sections[section]; s != nil {
		kind = s.Water
	}
	limit, err := decimal.Parse(edition.Limit(kind, item, class))
	if err != nil {
		return measure.Missing
	}
	return limit.Float()
}

// evidence lists the readings that a measure's value rests on.
func (w *Waters) evidence(m *plan.Measure, p measure.Period) []Evidence {
	if m.Read == plan.ReadTarget || m.Read == plan.ReadLimit {
		class := w.target(m.Section, p)
		return []Evidence{{Ref: fmt.Sprintf("target:%s@%d", m.Section, p.CalendarYear()), Text: locale.Text{
			ZH: fmt.Sprintf("断面 %s %d 年目标类别 %s", m.Section, p.CalendarYear(), class.In(locale.ZH)),
			EN: fmt.Sprintf("target class of %s in %d: %s", m.Section, p.CalendarYear(), class.In(locale.EN))}}}
	}
	y, place := w.of(m.Section, p)
	if y == nil {
		return nil
	}
	e, samples := y.evaluation(place), w.in(m.Section, p)
	items := e.Deciding
	if item, err := water.ParseItem(m.Item); err == nil {
		items = water.SetOf(item)
	}
	var all []Evidence
	for _, item := range items.Items() {
		r := &e.Items[item]
		head := Evidence{Ref: fmt.Sprintf("section:%s/%s@%s", m.Section, item, p), Text: locale.Text{
			ZH: fmt.Sprintf("断面 %s %s %s %s，%s，样品 %d 个", m.Section, p, item, r.Value, r.Class.In(locale.ZH), r.Samples),
			EN: fmt.Sprintf("%s at %s in %s: %s, class %s, %d samples", item, m.Section, p, r.Value,
				r.Class.In(locale.EN), r.Samples)}}
		for k := range samples {
			if sample := &samples[k]; sample.Value[item] >= 0 {
				head.Of = append(head.Of, readingEvidence(m.Section, item, sample))
			}
		}
		all = append(all, head)
	}
	return all
}

// readingEvidence names one reading.
func readingEvidence(section string, item water.Item, s *water.Sample) Evidence {
	value := decimal.Decimal{Units: s.Value[item], Places: 6}.String()
	zh, en := value, value
	if s.Below.Has(item) {
		zh, en = "低于检出限 "+value, "below the detection limit "+value
	}
	return Evidence{Ref: fmt.Sprintf("reading:%s/%s@%s", section, item, s.Date), Text: locale.Text{
		ZH: fmt.Sprintf("%s 读数 %s", s.Date, zh), EN: fmt.Sprintf("reading of %s: %s", s.Date, en)}}
}
