package plan

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// kindOfThing is what an id may name.
type kindOfThing struct {
	zh   string
	file string
}

// things are the kinds that fields refer to by their tag `ref`.
var things = map[string]kindOfThing{
	"clause":     {"条款", "clauses.yaml"},
	"theme":      {"定位或任务", "themes.yaml"},
	"body":       {"责任单位", "bodies.yaml"},
	"indicator":  {"指标", "indicators.yaml"},
	"target":     {"目标", "targets.yaml"},
	"project":    {"项目", "projects.yaml"},
	"mechanism":  {"机制", "mechanisms.yaml"},
	"assumption": {"假设", "assumptions.yaml"},
	"source":     {"来源", "sources.yaml"},
	"area":       {"地区", "territory"},
	"section":    {"断面", "monitoring/sections.csv"},
	"station":    {"车站", "stations.csv"},
	"line":       {"线路", "lines.csv"},
	"party":      {"协议方", "parties"},
}

// checker checks a plan across its files.
type checker struct {
	plan     *Plan
	ids      map[string][]string // by kind, in file order
	unread   map[string]bool     // files whose ids are not known
	findings []finding.Finding
}

func newChecker(p *Plan) *checker {
	c := &checker{plan: p, ids: make(map[string][]string)}
	add := func(kind, id string) {
		if id != "" {
			c.ids[kind] = append(c.ids[kind], id)
		}
	}
	for _, x := range p.Clauses {
		add("clause", x.ID)
	}
	for _, x := range slices.Concat(p.Positions, p.TaskGroups) {
		add("theme", x.ID)
	}
	for _, x := range p.Bodies {
		add("body", x.ID)
	}
	for _, x := range p.Indicators {
		add("indicator", x.ID)
	}
	for _, x := range p.Targets {
		add("target", x.ID)
	}
	for _, x := range p.Projects {
		add("project", x.ID)
	}
	for _, x := range p.Mechanisms {
		add("mechanism", x.ID)
	}
	for _, x := range p.Assumptions {
		add("assumption", x.ID)
	}
	for _, x := range p.Sources {
		add("source", x.ID)
	}
	c.ids["section"] = p.Sections
	if p.Territory != nil {
		c.ids["area"] = p.Territory.Rows()
	}
	return c
}

func (c *checker) report(code *finding.Code, at finding.Pos, subject string, pairs ...string) {
	c.findings = append(c.findings, finding.New(code, at, subject, pairs...))
}

// check runs every check there is.
func (c *checker) check() {
	c.plan.visit(c.spot)
	c.uniqueIDs()
	c.manifest()
	c.locators()
	c.indicators()
	c.formulas()
	c.figures()
	for _, t := range c.plan.Targets {
		c.target(t)
	}
	for _, x := range c.plan.Indices {
		c.index(x)
	}
	for _, p := range c.plan.Projects {
		c.project(p)
	}
	for _, x := range c.plan.Compacts {
		c.compact(x)
	}
	for _, n := range c.plan.Networks {
		c.network(n)
	}
	c.assumptions()
	c.sources()
}

// spot checks what holds for every field: choices, references, translations.
func (c *checker) spot(s *spot) {
	if allowed := choices(s.owner, s.key); allowed != nil {
		found := s.value.String()
		if found != "" && !slices.Contains(allowed, found) {
			c.report(BadChoice, s.pos(), s.subject, "key", s.key, "found", found,
				"expected", strings.Join(allowed, ", "))
		}
	}
	if s.value.Type() == textType {
		text := s.value.Interface().(locale.Text)
		if text.ZH != "" && strings.TrimSpace(text.EN) == "" {
			c.report(Untranslated, s.pos(), s.subject, "key", s.key)
		}
	}
	if ref := s.tag.Get("ref"); ref != "" {
		c.references(s, strings.Fields(ref))
	}
}

// references checks the ids a field names: itself, its elements, or its keys.
func (c *checker) references(s *spot, to []string) {
	switch s.value.Kind() {
	case reflect.String:
		if id := s.value.String(); id != "" {
			c.reference(id, to, s.pos(), s.subject)
		}
	case reflect.Slice:
		seen := make(map[string]bool)
		for i := range s.value.Len() {
			id, at := s.value.Index(i).String(), s.where.At(s.key+"."+strconv.Itoa(i))
			if seen[id] {
				c.report(ListedTwice, at, s.subject, "found", id)
				continue
			}
			seen[id] = true
			c.reference(id, to, at, s.subject)
		}
	case reflect.Map:
		for _, k := range s.value.MapKeys() {
			id := k.String()
			c.reference(id, to, s.where.At(s.key+"."+id), s.subject)
		}
	}
}

// reference reports an id that names none of the kinds of thing it may.
func (c *checker) reference(id string, to []string, at finding.Pos, subject string) {
	var known, zh, files []string
	for _, kind := range to {
		if c.unread[things[kind].file] {
			return
		}
		known = append(known, c.ids[kind]...)
		zh, files = append(zh, things[kind].zh), append(files, things[kind].file)
	}
	if id == "" || slices.Contains(known, id) {
		return
	}
	in := strings.Join(files, ", ")
	hintZH, hintEN := "在 "+in+" 里写上它，或改引已有的", "declare it in "+in+", or name one that is there"
	if near := strict.Nearest(id, known); near != "" {
		hintZH, hintEN = "是不是 "+near+"？", "did you mean "+near+"?"
	}
	c.report(UnknownReference, at, subject, "kind", strings.Join(to, " or "),
		"kind_zh", strings.Join(zh, "或"), "found", id, "hint_zh", hintZH, "hint_en", hintEN)
}

// notation is how ids of a kind are written.
type notation struct {
	pattern *regexp.Regexp
	zh, en  string
}

var (
	locatorNotation = notation{regexp.MustCompile(`^([0-9]+|[A-Z])(\.[0-9]+)*$`),
		"以点分隔的编号，如 2.4.3", "numbers joined by dots, such as 2.4.3"}
	nameNotation = notation{regexp.MustCompile(`^[a-z][a-z0-9_]*$`),
		"小写字母、数字和下划线，以字母开头", "lower-case letters, digits and underscores, beginning with a letter"}
	idNotation = notation{regexp.MustCompile(`^[a-z0-9]+([-_.][a-z0-9]+)*$`),
		"小写字母和数字，以连字符、点或下划线相连", "lower-case letters and digits joined by hyphens, dots or underscores"}
)

// notationOf returns how ids of a kind are written. Formulas name indicators, so these are stricter.
func notationOf(kind string) notation {
	switch kind {
	case "clause":
		return locatorNotation
	case "indicator", "index", "dimension", "parameter", "measure", "quantity", "payment":
		return nameNotation
	}
	return idNotation
}

// uniqueIDs checks that ids are well written and name one thing each, within their kind.
func (c *checker) uniqueIDs() {
	first := make(map[string]finding.Pos)
	c.plan.visit(func(s *spot) {
		if s.key != "id" || s.owner.Name() == "Group" { // groups are the territory's
			return
		}
		id, kind := s.value.String(), strings.ToLower(s.owner.Name())
		if id == "" {
			return
		}
		if n := notationOf(kind); !n.pattern.MatchString(id) {
			c.report(BadID, s.pos(), s.subject, "found", id, "expected_zh", n.zh, "expected", n.en)
		}
		// A version or reading is named within its target, which its subject begins with.
		key := kind + " " + s.subject
		if at, taken := first[key]; taken {
			c.findings = append(c.findings, finding.Finding{Code: RepeatedID, Pos: s.pos(),
				Related: []finding.Pos{at}, Subject: s.subject,
				Args: finding.Args{"found": id, "line": strconv.Itoa(at.Line)}})
			return
		}
		first[key] = s.pos()
	})
}

// manifest checks the order of the plan's years and the version shown first.
func (c *checker) manifest() {
	m := &c.plan.Manifest
	years := [4]int{m.FirstYear, m.Base, m.Due, m.LastYear}
	if !slices.Contains(years[:], 0) {
		if !slices.IsSorted(years[:]) {
			c.report(YearsOrder, m.At("first_year"), "plan:"+m.ID, "found", fmt.Sprintf(
				"first_year %d, base %d, due %d, last_year %d", m.FirstYear, m.Base, m.Due, m.LastYear))
		}
		if m.Outlook != 0 && m.Outlook < m.Due {
			c.report(YearsOrder, m.At("outlook"), "plan:"+m.ID, "found",
				fmt.Sprintf("due %d, outlook %d", m.Due, m.Outlook))
		}
	}
	var versions []string
	for _, t := range c.plan.Targets {
		for i := range t.Versions {
			if !slices.Contains(versions, t.Versions[i].ID) {
				versions = append(versions, t.Versions[i].ID)
			}
		}
	}
	if m.Headline != "" && len(versions) > 0 && !slices.Contains(versions, m.Headline) {
		c.report(NoHeadlineVersion, m.At("headline_version"), "plan:"+m.ID, "found", m.Headline,
			"expected", strings.Join(versions, ", "))
	}
}

// locators checks that a clause's locator continues that of the clause it lies in.
func (c *checker) locators() {
	for _, cl := range c.plan.Clauses {
		if cl.Parent != nil && cl.ID != "" && !strings.HasPrefix(cl.ID, cl.Parent.ID+".") {
			c.report(BadLocator, cl.At("id"), "clause:"+cl.ID, "found", cl.ID, "expected", cl.Parent.ID)
		}
	}
}

// indicators checks how each indicator is composed and shown.
func (c *checker) indicators() {
	for _, i := range c.plan.Indicators {
		subject := "indicator:" + i.ID
		if i.Aggregation == AddUp && !additive(i.Unit) {
			c.report(SumNotAdditive, i.At("aggregation"), subject, "found", i.Unit.Symbol)
		}
		if i.Aggregation == FromFormula && strings.TrimSpace(i.Formula) == "" {
			c.report(FormulaNeeded, i.At("aggregation"), subject)
		}
		if i.Decimals < 0 || i.Decimals > 9 {
			c.report(BadDecimals, i.At("decimals"), subject, "found", strconv.Itoa(i.Decimals))
		}
	}
}

// additive reports whether values in a unit add up over the parts of an area: amounts do; shares,
// points, indices and anything per something do not.
func additive(u measure.Unit) bool {
	return u.Kind == measure.Plain && !strings.Contains(u.Symbol, "/")
}

// project checks a project's dates and money.
func (c *checker) project(p *Project) {
	subject := "project:" + p.ID
	c.ordered(p.Where, subject, "start", p.Start, "completes", p.Completes)
	if p.Actual && p.Completes == 0 {
		c.report(ActualWithoutDate, p.At("actual"), subject)
	}
	if p.Cost < 0 {
		c.report(Negative, p.At("cost"), subject, "key", "cost", "found", measure.Shortest(p.Cost))
	}
	switch money := measure.MustUnit("元"); {
	case p.Cost != 0 && p.CostUnit.Symbol == "":
		c.report(CostWithoutUnit, p.At("cost"), subject)
	case p.CostUnit.Symbol != "" && !p.CostUnit.SameDimension(money):
		c.mismatch(p.At("cost_unit"), subject, p.CostUnit, money, "货币单位", "a unit of money")
	}
	for i := range p.Effects {
		c.effect(&p.Effects[i], subject)
	}
}

// effect checks the unit of an effect and the range of its size.
func (c *checker) effect(e *Effect, subject string) {
	if ind := c.plan.Indicator(e.Indicator); ind != nil {
		c.convertible(e.At("unit"), subject, e.Unit, ind.Unit)
	}
	c.within(e.Where, e.Size, e.Low, e.High, e.At("size"), subject)
}

// ordered reports dates in the wrong order; a date that is not known is in any order.
func (c *checker) ordered(w strict.Where, subject, first string, a measure.Date,
	second string, b measure.Date) {
	if a != 0 && b != 0 && b < a {
		c.report(DatesReversed, w.At(second), subject, "key", second, "found", b.String(),
			"other", first, "expected", a.String())
	}
}

// assumptions checks bounds, and that what is used as a weight is a share of the whole.
func (c *checker) assumptions() {
	for _, a := range c.plan.Assumptions {
		c.bounds(a, a.Value, a.At("value"), "assumption:"+a.ID)
	}
	if c.plan.Territory == nil {
		return
	}
	told := make(map[*Assumption]bool)
	for _, g := range c.plan.Territory.Groups {
		for i := range g.Members {
			m := &g.Members[i]
			subject := "group:" + g.ID
			c.reference(m.Weight, []string{"assumption"}, m.At("weight"), subject)
			a := c.plan.Assumption(m.Weight)
			if a != nil && !told[a] && (a.Unit.Symbol != "1" || a.Value < 0 || a.Value > 1) {
				told[a] = true
				c.report(BadWeight, a.At("value"), "assumption:"+a.ID, "found", a.ID)
			}
		}
		if g.Clause != "" {
			c.reference(g.Clause, []string{"clause"}, g.At("clause"), "group:"+g.ID)
		}
	}
}

// bounds checks that a value of an assumption, its own or a scenario's, lies where the assumption says.
func (c *checker) bounds(a *Assumption, x float64, at finding.Pos, subject string) {
	c.within(a.Where, x, a.Low, a.High, at, subject)
}

// within checks that a value lies between the keys low and high of what states it, where they are written.
func (c *checker) within(w strict.Where, x, least, most float64, at finding.Pos, subject string) {
	low, high := w.Written("low"), w.Written("high")
	if low && x < least || high && x > most || low && high && least > most {
		c.report(OutsideBounds, at, subject, "found", measure.Shortest(x),
			"expected", measure.Shortest(least)+" … "+measure.Shortest(most))
	}
}

// sources checks that it can be told from when a source's figures count as known.
func (c *checker) sources() {
	for _, s := range c.plan.Sources {
		subject := "source:" + s.ID
		if s.Published == 0 && s.Known == 0 && !s.Written("published") && !s.Written("known") {
			c.report(SourceWithoutDate, s.Pos, subject)
		}
		c.ordered(s.Where, subject, "published", s.Published, "known", s.Known)
		c.ordered(s.Where, subject, "published", s.Published, "accessed", s.Accessed)
	}
}
