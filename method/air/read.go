package air

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

//go:embed editions/*.yaml
var editionFiles embed.FS

// Editions returns the editions the package ships, the oldest first.
func Editions() []*Edition { return slices.Clone(shipped()) }

var shipped = sync.OnceValue(func() []*Edition {
	entries, err := editionFiles.ReadDir("editions")
	if err != nil {
		panic("air: " + err.Error())
	}
	var list []*Edition
	for _, entry := range entries {
		name := "editions/" + entry.Name()
		data, err := editionFiles.ReadFile(name)
		if err != nil {
			panic("air: " + err.Error())
		}
		e, findings := ReadEdition(name, data)
		if e == nil {
			panic("air: " + findings[0].Text("en")) // the tests read them all
		}
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b *Edition) int { return int(a.ValidFrom - b.ValidFrom) })
	return list
})

// ByID returns the shipped edition of an id.
func ByID(id string) (*Edition, error) {
	for _, e := range shipped() {
		if e.ID == id {
			return e, nil
		}
	}
	return nil, fmt.Errorf("no edition %q", id)
}

// ForDate returns the shipped edition in force on a day, nil where none was.
func ForDate(d measure.Date) *Edition {
	for _, e := range shipped() {
		if e.In(d) {
			return e
		}
	}
	return nil
}

// ReadEdition reads an edition from YAML. The edition is nil where anything is wrong with it.
func ReadEdition(file string, data []byte) (*Edition, []finding.Finding) {
	e := &Edition{}
	findings := strict.YAML(file, data, e)
	if len(findings) == 0 {
		c := &checker{edition: e}
		c.check()
		findings = c.findings
	}
	if len(findings) > 0 {
		finding.Sort(findings)
		return nil, findings
	}
	e.table = e.tabulate()
	return e, nil
}

type checker struct {
	edition  *Edition
	findings []finding.Finding
}

func (c *checker) report(code *finding.Code, at finding.Pos, subject string, pairs ...string) {
	c.findings = append(c.findings, finding.New(code, at, subject, pairs...))
}

// check holds an edition to what the computation relies on.
func (c *checker) check() {
	e := c.edition
	if e.ValidTo != 0 && e.ValidTo < e.ValidFrom {
		c.report(DatesReversed, e.At("valid_to"), e.ID, "found", e.ValidTo.String(),
			"expected", e.ValidFrom.String())
	}
	c.sources()
	steps := e.Index.Steps
	if len(steps) < 2 || steps[0] != 0 || !rising(steps) || steps[len(steps)-1] > maxIndex {
		c.report(BadSteps, e.At("index"), e.ID, "found", fmt.Sprint(steps))
		return
	}
	c.curves(e.At("index"), e.Index.Curves, Basic)
	c.curves(e.At("hour_index"), e.HourIndex.Curves, 1<<SO2|1<<NO2|1<<CO|1<<O3Peak)
	c.bands()
	c.limits()
	c.numbers()
}

func (c *checker) sources() {
	known := []Certainty{SourceRead, ThirdParty, FromMemory}
	for _, r := range c.edition.rules() {
		if s := r.source; s.Document != "" && !slices.Contains(known, s.Certainty) {
			c.report(UnknownCertainty, s.At("certainty"), r.key, "found", string(s.Certainty),
				"expected", fmt.Sprint(known))
		}
	}
}

func (c *checker) curves(at finding.Pos, curves []Curve, wanted ItemSet) {
	var seen ItemSet
	lines := [Items]int{}
	for _, curve := range curves {
		if seen.Has(curve.Item) {
			c.report(RepeatedCurve, curve.At("item"), curve.Item.String(),
				"found", curve.Item.String(), "line", strconv.Itoa(lines[curve.Item]))
		}
		seen |= 1 << curve.Item
		lines[curve.Item] = curve.Pos.Line
		points, ok := thousandths(curve.Points)
		if !ok || len(points) < 2 || len(points) > len(c.edition.Index.Steps) || points[0] != 0 || !rising(points) {
			c.report(BadCurve, curve.At("points"), curve.Item.String(), "found", fmt.Sprint(curve.Points))
		}
		c.between(curve.At("beyond"), "beyond", curve.Beyond, 0, maxIndex)
	}
	for _, i := range (wanted &^ seen).Items() {
		c.report(MissingCurve, at, i.String(), "expected", i.String())
	}
}

func (c *checker) bands() {
	bands := c.edition.Index.Bands
	for i, b := range bands {
		last := i == len(bands)-1
		colours := len(b.RGB) == 3 && slices.Min(b.RGB) >= 0 && slices.Max(b.RGB) <= 255
		if !colours || last != (b.UpTo == 0) || i > 0 && !last && b.UpTo <= bands[i-1].UpTo {
			c.report(BadBands, c.edition.At("index"), b.Name.ZH)
		}
	}
}

func (c *checker) limits() {
	e := c.edition
	at := e.At("limits")
	if e.Judged() == nil {
		c.report(UnknownClass, at, e.ID, "found", strconv.Itoa(e.Limits.Judged))
	}
	for _, class := range e.Limits.Classes {
		for _, d := range []Decimal{class.Hour.SO2, class.Hour.NO2, class.Hour.CO, class.Hour.O3} {
			c.positive(at, "hour", d, maxConcentration)
		}
		for i := range Item(HourItems) {
			day, _ := class.Day.Of(i)
			c.positive(at, "day."+i.String(), day, maxConcentration)
			if year, given := class.Year.Of(i); given {
				c.positive(at, "year."+i.String(), year, maxConcentration)
			}
		}
	}
	for i := range Item(HourItems) {
		percent, _ := e.Percentile.Percent.Of(i)
		c.positive(e.At("percentiles"), i.String(), percent, 100)
		if percent.Places > 1 {
			c.report(BadLimit, e.At("percentiles"), i.String(), "found", percent.String(), "expected", "99.9")
		}
		weight, _ := e.Composite.Weight.Of(i)
		c.positive(e.At("composite"), i.String(), weight, 100)
	}
}

// positive wants a decimal above 0, with three places at most and no more than most.
func (c *checker) positive(at finding.Pos, subject string, d Decimal, most int64) {
	if t, ok := bounded(d); !ok || t <= 0 || t > most*1000 {
		c.report(BadLimit, at, subject, "found", d.String(), "expected", strconv.FormatInt(most, 10))
	}
}

// numbers checks the counts and places. A daily mean of fewer than 20 hours has denominators that
// unit does not hold.
func (c *checker) numbers() {
	e := c.edition
	for _, n := range []struct {
		key, field         string
		value, least, most int
	}{
		{"index", "least", e.Index.Least, 0, maxIndex},
		{"index", "primary_above", e.Index.PrimaryAbove, 0, maxIndex},
		{"index", "exceeding_above", e.Index.ExceedingAbove, 0, maxIndex},
		{"hour_index", "particulate_hours", e.HourIndex.Hours, 1, 24},
		{"hour_index", "particulate_least", e.HourIndex.Least, 1, e.HourIndex.Hours},
		{"incomplete", "publish_above", e.Incomplete.PublishAbove, 0, maxIndex},
		{"daily_mean", "hours", e.Mean.Hours, 20, 24},
		{"ozone", "hours", e.Ozone.Hours, 6, 8},
		{"ozone", "first_end", e.Ozone.FirstEnd, 8, 24},
		{"ozone", "means", e.Ozone.Means, 1, 25 - e.Ozone.FirstEnd},
		{"ozone", "peak_hours", e.Ozone.PeakHours, 0, 24},
		{"periods", "month", e.Periods.Month, 1, 30},
		{"periods", "february", e.Periods.February, 1, 28},
		{"periods", "year", e.Periods.Year, 1, 365},
		{"rounding", "day", e.Rounding.Day, 0, 3},
		{"rounding", "day_co", e.Rounding.DayCO, 0, 3},
		{"rounding", "statistic", e.Rounding.Statistic, 0, 3},
		{"rounding", "statistic_co", e.Rounding.StatisticCO, 0, 3},
		{"rounding", "multiple", e.Rounding.Multiple, 0, 6},
		{"rounding", "rate", e.Rounding.Rate, 0, 4},
		{"rounding", "index", e.Rounding.Index, 0, 6},
		{"city", "share", e.City.Share, 1, 100},
		{"city", "small", e.City.Small, 0, 100},
		{"city", "small_share", e.City.SmallShare, 0, 100},
	} {
		c.between(e.At(n.key), n.key+"."+n.field, n.value, n.least, n.most)
	}
}

func (c *checker) between(at finding.Pos, subject string, v, least, most int) {
	if v < least || v > most {
		c.report(OutOfRange, at, subject, "found", strconv.Itoa(v),
			"expected", fmt.Sprintf("%d–%d", least, most))
	}
}

// Bounds on what an edition may say, far above any standard, so that no product overflows.
const (
	maxIndex         = 1000
	maxConcentration = 100_000
)

// bounded returns d in thousandths where it has three places at most and lies in bounds.
func bounded(d Decimal) (int64, bool) {
	if d.Units < 0 || d.Units > maxConcentration*1000 {
		return 0, false
	}
	t, ok := d.thousandths()
	return t, ok && t <= maxConcentration*1000
}

func thousandths(points []Decimal) ([]int64, bool) {
	list := make([]int64, len(points))
	for i, p := range points {
		t, ok := bounded(p)
		if !ok {
			return nil, false
		}
		list[i] = t
	}
	return list, true
}

func rising[T int | int64](list []T) bool {
	for i := 1; i < len(list); i++ {
		if list[i] <= list[i-1] {
			return false
		}
	}
	return true
}
