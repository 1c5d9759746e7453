package territory

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/strict"
)

// Check returns everything wrong with the areas, changes, groups and boundaries.
func (t *Territory) Check() []finding.Finding {
	c := checker{t: t, ids: t.Rows()}
	c.areas()
	c.siblings()
	for _, ch := range t.Changes {
		c.change(ch)
	}
	c.groups()
	c.boundaries()
	finding.Sort(c.findings)
	return c.findings
}

type checker struct {
	t        *Territory
	ids      []string
	findings []finding.Finding
}

func (c *checker) report(code *finding.Code, at finding.Pos, subject string, pairs ...string) {
	c.findings = append(c.findings, finding.New(code, at, subject, pairs...))
}

// unknown reports a reference to nothing, with the name that was probably meant.
func (c *checker) unknown(code *finding.Code, at finding.Pos, subject, found string) {
	zh, en := "改正代码，或补上它", "correct it, or add what it names"
	if near := strict.Nearest(found, c.ids); near != "" {
		zh, en = "是不是 "+near+"？", "did you mean "+near+"?"
	}
	c.report(code, at, subject, "found", found, "hint_zh", zh, "hint_en", en)
}

// levels is the order of levels, the highest first.
var levels = []Level{Country, Province, Prefecture, County}

// Codes of GB/T 2260 are six digits; those of other schemes begin with a letter.
var (
	gb2260    = regexp.MustCompile(`^[1-9][0-9]{5}$`)
	otherCode = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)
	groupID   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
)

// levelOf returns the level that the zeros of a GB/T 2260 code stand for. 100000 is the country by
// the convention of Chinese statistics; the standard itself begins at provinces.
func levelOf(code string) Level {
	switch {
	case code == "100000":
		return Country
	case code[2:] == "0000":
		return Province
	case code[4:] == "00":
		return Prefecture
	}
	return County
}

// prefix returns the digits of a GB/T 2260 code that everything below it begins with.
func prefix(code string) string {
	switch levelOf(code) {
	case Country:
		return ""
	case Province:
		return code[:2]
	case Prefecture:
		return code[:4]
	}
	return code
}

func (c *checker) areas() {
	first := make(map[string]*Area)
	for _, a := range c.t.Areas {
		if other := first[a.Code]; other != nil {
			c.report(RepeatedCode, a.At("code"), a.Code, "found", a.Code, "expected", other.Pos.String())
		} else {
			first[a.Code] = a
		}
		known := c.code(a)
		if a.Parent != "" {
			c.parent(a, known)
		}
		if a.From != 0 && a.Until != 0 && a.Until <= a.From {
			c.report(Validity, a.At("valid_to"), a.Code,
				"found", a.Until.String(), "expected", a.From.String())
		}
	}
}

// code checks an area's code and level; true where both make sense.
func (c *checker) code(a *Area) bool {
	ok := true
	if !gb2260.MatchString(a.Code) && !otherCode.MatchString(a.Code) {
		c.report(BadCode, a.At("code"), a.Code, "found", a.Code)
		ok = false
	}
	if !slices.Contains(levels, a.Level) {
		c.report(BadLevel, a.At("level"), a.Code, "found", string(a.Level),
			"expected", join(levels))
		return false
	}
	if ok && gb2260.MatchString(a.Code) && levelOf(a.Code) != a.Level {
		c.report(LevelOfCode, a.At("level"), a.Code, "found", string(a.Level),
			"expected", string(levelOf(a.Code)))
		return false
	}
	return ok
}

func (c *checker) parent(a *Area, known bool) {
	p := c.t.AreaOf(a.Parent)
	switch {
	case p == nil:
		c.unknown(UnknownParent, a.At("parent"), a.Code, a.Parent)
	case known && slices.Contains(levels, p.Level) &&
		slices.Index(levels, p.Level) >= slices.Index(levels, a.Level):
		c.report(ParentLevel, a.At("parent"), a.Code, "found", a.Parent)
	case known && gb2260.MatchString(a.Code) && gb2260.MatchString(p.Code) &&
		!strings.HasPrefix(a.Code, prefix(p.Code)):
		c.report(ParentPrefix, a.At("code"), a.Code, "found", a.Code, "expected", prefix(p.Code))
	}
}

// siblings compares areas below the same parent: their names, and whether all have areas below.
func (c *checker) siblings() {
	type sibling struct {
		parent string
		level  Level
	}
	split := make(map[sibling]*Area) // one that has areas below
	names := make(map[[2]string]*Area)
	for _, a := range c.t.Areas {
		name := [2]string{a.Parent, a.ZH}
		if other := names[name]; other != nil && other.Code != a.Code && overlapInTime(a, other) {
			c.report(RepeatedName, a.At("name_zh"), a.Code, "found", a.ZH, "expected", other.Pos.String())
		}
		names[name] = a
		if slices.ContainsFunc(c.t.Children(a.Code), func(child string) bool {
			return c.t.AreaOf(child).Level != a.Level
		}) {
			split[sibling{a.Parent, a.Level}] = a
		}
	}
	for _, a := range c.t.Areas {
		other := split[sibling{a.Parent, a.Level}]
		if a.Parent != "" && other != nil && len(c.t.Children(a.Code)) == 0 {
			c.report(Gap, a.At("code"), a.Code, "found", other.Code)
		}
	}
}

func overlapInTime(a, b *Area) bool {
	return (a.Until == 0 || b.From < a.Until) && (b.Until == 0 || a.From < b.Until)
}

// changeKinds lists the kinds of change.
var changeKinds = []ChangeKind{Recode, Rename, Merge, Split, Transfer}

func (c *checker) change(ch *Change) {
	subject := ch.From
	if !slices.Contains(changeKinds, ch.Kind) {
		c.report(BadChange, ch.At("kind"), subject, "found", string(ch.Kind), "expected", join(changeKinds))
		return
	}
	switch {
	case ch.Kind == Rename && ch.From != ch.To:
		c.report(ChangeSelf, ch.At("to"), subject, "found", string(ch.Kind),
			"expected", "be the same", "expected_zh", "应当相同")
	case ch.Kind != Rename && ch.From == ch.To:
		c.report(ChangeSelf, ch.At("to"), subject, "found", string(ch.Kind),
			"expected", "differ", "expected_zh", "应当不同")
		return
	}
	if c.t.AreaOf(ch.To) == nil && c.t.recoded(ch.To) == nil {
		c.unknown(ChangeNowhere, ch.At("to"), subject, ch.To)
	}
	if ch.Kind == Recode {
		c.recode(ch)
	}
}

func (c *checker) recode(ch *Change) {
	if earlier := c.t.recoded(ch.From); earlier != ch {
		c.report(RecodeTwice, ch.At("from"), ch.From, "found", ch.From, "expected", earlier.Pos.String())
		return
	}
	if a := c.t.AreaOf(ch.From); a != nil && a.From < ch.On && a.Until == 0 {
		c.report(StillUsed, a.At("code"), a.Code, "found", a.Code, "expected", ch.To)
	}
	next := c.t.recoded(ch.To)
	if next != nil && next.On < ch.On && !c.reused(ch.To, next) {
		c.report(RecodeOrder, ch.At("date"), ch.To, "expected", next.Pos.String())
	}
	path := []string{ch.From}
	for step := ch; step != nil; step = c.t.recoded(step.To) {
		path = append(path, step.To)
		if step.To == ch.From {
			c.report(RecodeLoop, ch.At("to"), ch.From, "found", strings.Join(path, " → "))
			return
		}
		if len(path) > len(c.t.Changes)+1 {
			return // runs into a loop that is reported where it begins
		}
	}
}

// reused reports whether a code that was given up belongs to another area today.
func (c *checker) reused(code string, given *Change) bool {
	a := c.t.AreaOf(code)
	return a != nil && a.From >= given.On
}

func (c *checker) boundaries() {
	b := c.t.Boundaries
	if b == nil {
		return
	}
	for _, code := range b.Codes() {
		if c.t.AreaOf(code) == nil {
			c.report(UnknownBoundary, b.areas[code].pos, code, "found", code)
		}
	}
	for _, a := range c.t.Areas {
		if a.Level == County && a.Until == 0 && !b.Has(a.Code) {
			c.report(NoBoundary, a.At("code"), a.Code)
		}
	}
}

func join[T ~string](items []T) string {
	words := make([]string, len(items))
	for i, item := range items {
		words[i] = string(item)
	}
	return strings.Join(words, ", ")
}
