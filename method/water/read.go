package water

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/edition"
)

//go:embed editions/*.yaml
var editionFiles embed.FS

var shipped = edition.NewShelf(editionFiles, ReadEdition)

// Editions returns the editions the package ships, the oldest first.
func Editions() []*Edition { return shipped.All() }

// ByID returns the shipped edition of an id.
func ByID(id string) (*Edition, error) { return shipped.ByID(id) }

// ForDate returns the shipped edition in force on a day, nil where none was.
func ForDate(d measure.Date) *Edition { return shipped.ForDate(d) }

// ReadEdition reads an edition from YAML. The edition is nil where anything is wrong with it.
func ReadEdition(file string, data []byte) (*Edition, []finding.Finding) {
	e := &Edition{}
	findings := edition.Read(file, data, e, func(c *edition.Checker) { (&checker{c, e}).check() })
	if len(findings) > 0 {
		return nil, findings
	}
	e.table = e.tabulate()
	return e, nil
}

type checker struct {
	*edition.Checker
	edition *Edition
}

// check holds an edition to what the computation relies on.
func (c *checker) check() {
	c.items()
	c.grades()
	c.numbers()
}

func (c *checker) items() {
	lines := map[Item]int{}
	for _, r := range c.edition.Limits.Items {
		name := r.Item.String()
		if line, seen := lines[r.Item]; seen {
			c.Report(RepeatedItem, r.At("item"), name, "found", name, "line", strconv.Itoa(line))
		}
		lines[r.Item] = r.Pos.Line
		c.Between(r.At("places"), name+".places", r.Places, 0, 6)
		if !r.sound() {
			c.Report(BadLimits, r.Pos, name, "found", r.String())
		}
	}
	for i := range Item(Items) {
		if _, seen := lines[i]; !seen {
			c.Report(MissingItem, c.edition.At("limits"), i.String(), "expected", i.String())
		}
	}
}

// String writes the limits for a finding.
func (r *ItemRule) String() string {
	return strings.TrimSpace(fmt.Sprintln(r.Most, r.Lake, r.Least, r.Low, r.High))
}

// sound reports whether limits are in one form and order.
func (r *ItemRule) sound() bool {
	bounds := r.Written("low") || r.Written("high")
	least := len(r.Least) > 0
	most := len(r.Most) > 0 || len(r.Lake) > 0
	if bounds && least || bounds && most || least && most || r.Judged && !bounds && !least && !r.everywhere() {
		return false
	}
	if bounds {
		low, ok := micro(r.Low)
		high, fits := micro(r.High)
		return ok && fits && r.Written("low") && r.Written("high") && low < neutral*Scale && high > neutral*Scale
	}
	return ordered(r.Most, 1) && ordered(r.Lake, 1) && ordered(r.Least, -1)
}

// everywhere: a judged item needs limits in rivers and lakes.
func (r *ItemRule) everywhere() bool { return len(r.Most) > 0 }

// ordered reports whether limits are five, or none, each no better than the one before.
func ordered(limits []decimal.Decimal, sign int64) bool {
	var before int64
	for i, d := range limits {
		v, ok := micro(d)
		if !ok || i > 0 && sign*(v-before) < 0 {
			return false
		}
		before = v
	}
	return len(limits) == 0 || len(limits) == int(ClassV)
}

// micro returns a limit in millionths where it has six places at most and is not absurd.
func micro(d decimal.Decimal) (int64, bool) {
	v, ok := d.At(6)
	return v, ok && v >= 0 && v <= 1e12
}

func (c *checker) grades() {
	e := c.edition
	grades := e.Classes.Grades
	for i, g := range grades {
		colours := len(g.RGB) == 3 && slices.Min(g.RGB) >= 0 && slices.Max(g.RGB) <= 255
		if !colours || i > 0 && g.UpTo <= grades[i-1].UpTo || (i == len(grades)-1) != (g.UpTo == int(BeyondV)) {
			c.Report(BadGrades, e.At("classes"), g.Title.ZH)
		}
	}
	rivers := e.River.Grades
	for i, g := range rivers {
		c.Between(e.At("river"), "river.grade", g.Grade, 1, len(grades))
		c.Between(e.At("river"), "river.good_least", g.GoodLeast, 0, 100)
		c.Between(e.At("river"), "river.worst_below", g.WorstBelow, 0, 100)
		if last := i == len(rivers)-1; last != (g.GoodLeast == 0 && g.WorstBelow == 0) {
			c.Report(BadGrades, e.At("river"), strconv.Itoa(g.Grade))
		}
	}
}

func (c *checker) numbers() {
	e := c.edition
	c.Number("saturation", "percent", e.Saturation.Percent, 1, 200)
	c.Number("means", "below_limit_percent", e.Means.BelowLimitPercent, 0, 100)
	c.Number("means", "months", e.Means.Months, 1, 12)
	c.Number("rounding", "share", e.Rounding.Share, 0, 6)
	c.Number("rounding", "multiple", e.Rounding.Multiple, 0, 6)
	c.Number("rounding", "index", e.Rounding.Index, 0, 6)
	c.Number("main", "worse_than", e.Main.WorseThan, 1, 5)
	c.Number("main", "first", e.Main.First, 1, Items)
	c.Number("river", "sections", e.River.Sections, 1, 1000)
	c.Number("change", "some", e.Change.Some, 0, 200)
	c.Number("change", "marked", e.Change.Marked, e.Change.Some, 200)
	c.Number("city_index", "standard", e.City.Standard, 1, 5)
	for name, d := range map[string]decimal.Decimal{"numerator": e.Saturation.Numerator, "offset": e.Saturation.Offset} {
		if v, ok := micro(d); !ok || v == 0 {
			c.Report(edition.OutOfRange, e.At("saturation"), "saturation."+name, "found", d.String(), "expected", "0–1000000")
		}
	}
}
