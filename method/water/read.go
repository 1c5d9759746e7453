package water

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/strict"
)

//go:embed editions/*.yaml
var editionFiles embed.FS

// Editions returns the editions the package ships, the oldest first.
func Editions() []*Edition { return slices.Clone(shipped()) }

var shipped = sync.OnceValue(func() []*Edition {
	entries, err := editionFiles.ReadDir("editions")
	if err != nil {
		panic("water: " + err.Error())
	}
	var list []*Edition
	for _, entry := range entries {
		name := "editions/" + entry.Name()
		data, err := editionFiles.ReadFile(name)
		if err != nil {
			panic("water: " + err.Error())
		}
		e, findings := ReadEdition(name, data)
		if e == nil {
			panic("water: " + findings[0].Text("en")) // the tests read them all
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
	known := []Certainty{SourceRead, ThirdParty, FromMemory}
	for _, r := range e.rules() {
		if !slices.Contains(known, r.source.Certainty) {
			c.report(UnknownCertainty, r.source.At("certainty"), r.key, "found", string(r.source.Certainty),
				"expected", fmt.Sprint(known))
		}
	}
	c.items()
	c.grades()
	c.numbers()
}

func (c *checker) items() {
	lines := map[Item]int{}
	for _, r := range c.edition.Limits.Items {
		name := r.Item.String()
		if line, seen := lines[r.Item]; seen {
			c.report(RepeatedItem, r.At("item"), name, "found", name, "line", strconv.Itoa(line))
		}
		lines[r.Item] = r.Pos.Line
		c.between(r.At("places"), name+".places", r.Places, 0, 6)
		if !r.sound() {
			c.report(BadLimits, r.Pos, name, "found", r.String())
		}
	}
	for i := range Item(Items) {
		if _, seen := lines[i]; !seen {
			c.report(MissingItem, c.edition.At("limits"), i.String(), "expected", i.String())
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
			c.report(BadGrades, e.At("classes"), g.Title.ZH)
		}
	}
	rivers := e.River.Grades
	for i, g := range rivers {
		c.between(e.At("river"), "river.grade", g.Grade, 1, len(grades))
		c.between(e.At("river"), "river.good_least", g.GoodLeast, 0, 100)
		c.between(e.At("river"), "river.worst_below", g.WorstBelow, 0, 100)
		if last := i == len(rivers)-1; last != (g.GoodLeast == 0 && g.WorstBelow == 0) {
			c.report(BadGrades, e.At("river"), strconv.Itoa(g.Grade))
		}
	}
}

func (c *checker) numbers() {
	e := c.edition
	for _, n := range []struct {
		key, field         string
		value, least, most int
	}{
		{"saturation", "percent", e.Saturation.Percent, 1, 200},
		{"means", "below_limit_percent", e.Means.BelowLimitPercent, 0, 100},
		{"means", "months", e.Means.Months, 1, 12},
		{"rounding", "share", e.Rounding.Share, 0, 6},
		{"rounding", "multiple", e.Rounding.Multiple, 0, 6},
		{"rounding", "index", e.Rounding.Index, 0, 6},
		{"main", "worse_than", e.Main.WorseThan, 1, 5},
		{"main", "first", e.Main.First, 1, Items},
		{"river", "sections", e.River.Sections, 1, 1000},
		{"change", "some", e.Change.Some, 0, 200},
		{"change", "marked", e.Change.Marked, e.Change.Some, 200},
		{"city_index", "standard", e.City.Standard, 1, 5},
	} {
		c.between(e.At(n.key), n.key+"."+n.field, n.value, n.least, n.most)
	}
	for name, d := range map[string]decimal.Decimal{"numerator": e.Saturation.Numerator, "offset": e.Saturation.Offset} {
		if v, ok := micro(d); !ok || v == 0 {
			c.report(OutOfRange, e.At("saturation"), "saturation."+name, "found", d.String(), "expected", "0–1000000")
		}
	}
}

func (c *checker) between(at finding.Pos, subject string, v, least, most int) {
	if v < least || v > most {
		c.report(OutOfRange, at, subject, "found", strconv.Itoa(v),
			"expected", fmt.Sprintf("%d–%d", least, most))
	}
}
