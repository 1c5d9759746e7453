package plan

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Scenario is what is supposed instead of what is known: scenarios/ID.yaml.
type Scenario struct {
	strict.Where
	ID          string                  `yaml:"id,required"`
	Name        locale.Text             `yaml:"name,required"`
	Note        locale.Text             `yaml:"note"`
	Values      []Supposed              `yaml:"values"`
	Assumptions map[string]float64      `yaml:"assumptions" ref:"assumption"` // other values of assumptions
	Dates       map[string]string       `yaml:"completes" ref:"project"`      // as written: a date or never
	Completes   map[string]measure.Date `yaml:"-"`                            // by project; zero for never
	Wants       map[string]float64      `yaml:"wants"`                        // by target, or target/version
	Speeds      map[string]float64      `yaml:"speeds"`                       // design speeds in km/h, by network/line
}

// Supposed is a cell supposed to have a value.
type Supposed struct {
	strict.Where
	Indicator string         `yaml:"indicator,required" ref:"indicator"`
	Area      string         `yaml:"area,required" ref:"area"`
	Period    measure.Period `yaml:"period,required"`
	Number    string         `yaml:"value,required"` // as written: a number or missing
	Unit      measure.Unit   `yaml:"unit"`           // the indicator's where empty
	Value     float64        `yaml:"-"`              // in the indicator's unit; Missing takes the value away
}

// ParseScenario reads a scenario of a plan.
func ParseScenario(file string, data []byte, p *Plan) (*Scenario, []finding.Finding) {
	s := &Scenario{}
	c := newChecker(p)
	c.findings = strict.YAML(file, data, s)
	each(reflect.ValueOf(s), "", c.spot)
	subject := "scenario:" + s.ID
	cells := make(map[string]finding.Pos)
	for i := range s.Values {
		v := &s.Values[i]
		c.cell(cells, v.Where, subject, v.Indicator, v.Area, v.Period)
		v.Value = c.supposed(v, subject)
	}
	s.Completes = c.completes(s, subject)
	for _, id := range slices.Sorted(maps.Keys(s.Assumptions)) {
		if a := p.Assumption(id); a != nil {
			c.bounds(a, s.Assumptions[id], s.At("assumptions."+id), subject)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.Wants)) {
		c.want(key, s.At("wants."+key), subject)
	}
	for _, key := range slices.Sorted(maps.Keys(s.Speeds)) {
		c.speed(key, s.Speeds[key], s.Where, subject)
	}
	finding.Sort(c.findings)
	return s, c.findings
}

// speed checks a key of speeds: a line of a network.
func (c *checker) speed(key string, kmh float64, w strict.Where, subject string) {
	at := w.At("speeds." + key)
	c.ids["line"] = nil
	for _, n := range c.plan.Networks {
		for i := range n.Lines {
			c.ids["line"] = append(c.ids["line"], n.ID+"/"+n.Lines[i].ID)
		}
	}
	c.reference(key, []string{"line"}, at, subject)
	if !(kmh > 0 && kmh <= fastestLine) {
		c.report(NotPositive, at, subject, "key", key, "found", measure.Shortest(kmh))
	}
}

// supposed reads a supposed value into the indicator's unit.
func (c *checker) supposed(v *Supposed, subject string) float64 {
	if v.Number == "missing" || v.Number == "" {
		return measure.Missing
	}
	x, ok := strict.Number(v.Number)
	if !ok {
		c.report(BadSupposition, v.At("value"), subject, "key", "value", "found", v.Number,
			"expected_zh", "数或 missing", "expected", "a number or missing")
		return measure.Missing
	}
	ind := c.plan.Indicator(v.Indicator)
	if ind == nil || v.Unit.Symbol == "" {
		return x
	}
	c.convertible(v.At("unit"), subject, v.Unit, ind.Unit)
	return convert(x, v.Unit, ind.Unit)
}

// completes reads the days on which projects are supposed to be complete.
func (c *checker) completes(s *Scenario, subject string) map[string]measure.Date {
	if s.Dates == nil {
		return nil
	}
	days := make(map[string]measure.Date, len(s.Dates))
	for _, project := range slices.Sorted(maps.Keys(s.Dates)) {
		text := s.Dates[project]
		if text == "never" {
			days[project] = 0
			continue
		}
		day, err := measure.ParseDate(text)
		if err != nil {
			c.report(BadSupposition, s.At("completes."+project), subject, "key", project, "found", text,
				"expected_zh", "日期（如 2027-06-30）或 never", "expected", "a date such as 2027-06-30, or never")
			continue
		}
		days[project] = day
	}
	return days
}

// want checks a key of wants: a target, or one version of it.
func (c *checker) want(key string, at finding.Pos, subject string) {
	id, version, one := strings.Cut(key, "/")
	c.reference(id, []string{"target"}, at, subject)
	t := c.plan.Target(id)
	if t == nil || !one {
		return
	}
	var versions []string
	for i := range t.Versions {
		versions = append(versions, t.Versions[i].ID)
	}
	if !slices.Contains(versions, version) {
		list := strings.Join(versions, ", ")
		c.report(UnknownReference, at, subject, "kind", "version of "+id, "kind_zh", id+" 的版本",
			"found", version, "hint_zh", "可用的版本："+list, "hint_en", "it has "+list)
	}
}

// cell checks that a cell exists, once: its period is of the indicator's frequency and evaluated.
func (c *checker) cell(seen map[string]finding.Pos, w strict.Where, subject, indicator, area string,
	period measure.Period) {
	ind := c.plan.Indicator(indicator)
	if ind == nil || period == (measure.Period{}) {
		return
	}
	if period.Freq != ind.Freq {
		c.report(WrongFrequency, w.At("period"), subject, "found", period.String(),
			"expected", ind.Freq.String())
	}
	c.onAxis(w.At("period"), subject, "period", period)
	key := fmt.Sprintf("%s@%s:%s", indicator, area, period)
	if at, again := seen[key]; again {
		c.report(RepeatedCell, w.Pos, subject, "found", key, "line", strconv.Itoa(at.Line))
		return
	}
	seen[key] = w.Pos
}

// Case is a test that a package ships, tests/*.yaml: a few facts, a day, and what follows.
type Case struct {
	strict.Where
	Name          string              `yaml:"name,required"`
	AsOf          measure.Date        `yaml:"as_of,required"`
	Facts         []Given             `yaml:"facts"`
	Expect        []Expectation       `yaml:"expect"`
	ExpectTargets []TargetExpectation `yaml:"expect_targets"`
}

// Given is a fact of a case.
type Given struct {
	strict.Where
	Indicator string         `yaml:"indicator,required" ref:"indicator"`
	Area      string         `yaml:"area,required" ref:"area"`
	Period    measure.Period `yaml:"period,required"`
	Value     float64        `yaml:"value,required"` // in the indicator's unit
}

// Expectation is what a cell should hold: a value, or none for a reason.
type Expectation struct {
	strict.Where
	Indicator string         `yaml:"indicator,required" ref:"indicator"`
	Area      string         `yaml:"area,required" ref:"area"`
	Period    measure.Period `yaml:"period,required"`
	Value     float64        `yaml:"value"`   // rounded to the indicator's decimals
	Missing   string         `yaml:"missing"` // the reason, where no value is expected
}

// TargetExpectation is how a target's headline should stand.
type TargetExpectation struct {
	strict.Where
	Target string `yaml:"target,required" ref:"target"`
	Status string `yaml:"status,required"`
}

// ParseCase reads a test of a plan.
func ParseCase(file string, data []byte, p *Plan) (*Case, []finding.Finding) {
	t := &Case{}
	c := newChecker(p)
	c.findings = strict.YAML(file, data, t)
	subject := "case:" + t.Name
	each(reflect.ValueOf(t), subject, c.spot)
	given, expected := make(map[string]finding.Pos), make(map[string]finding.Pos)
	for i := range t.Facts {
		f := &t.Facts[i]
		c.cell(given, f.Where, subject, f.Indicator, f.Area, f.Period)
	}
	for i := range t.Expect {
		e := &t.Expect[i]
		c.cell(expected, e.Where, subject, e.Indicator, e.Area, e.Period)
		if e.Written("value") == (e.Missing != "") {
			c.report(ValueOrMissing, e.Pos, subject)
		}
	}
	finding.Sort(c.findings)
	return t, c.findings
}
