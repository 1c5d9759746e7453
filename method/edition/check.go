package edition

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
)

// What can be wrong with an edition of any method.
var (
	DatesReversed = finding.NewError("edition.dates-reversed",
		"valid_to {found} 早于 valid_from {expected}", "valid_to {found} lies before valid_from {expected}",
		"核对两个日期", "check the two dates")
	UnknownCertainty = finding.NewError("edition.unknown-certainty",
		"certainty 的值 {found} 不在可选之列：{expected}", "certainty {found} is none of {expected}",
		"选用其中之一", "use one of them")
	OutOfRange = finding.NewError("edition.out-of-range",
		"{subject} 为 {found}，应在 {expected} 之间", "{subject} is {found}, outside {expected}",
		"按标准或规范改正", "mend it by the standard")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{DatesReversed, UnknownCertainty, OutOfRange}

// Checker collects what is wrong with an edition.
type Checker struct {
	head     *Head
	findings []finding.Finding
}

// Report adds a finding; see finding.New.
func (c *Checker) Report(code *finding.Code, at finding.Pos, subject string, pairs ...string) {
	c.findings = append(c.findings, finding.New(code, at, subject, pairs...))
}

// Between reports a number that is not within bounds.
func (c *Checker) Between(at finding.Pos, subject string, v, least, most int) {
	if v < least || v > most {
		c.Report(OutOfRange, at, subject, "found", strconv.Itoa(v), "expected", fmt.Sprintf("%d–%d", least, most))
	}
}

// Number is Between for a key of one of the edition's sections.
func (c *Checker) Number(section, key string, v, least, most int) {
	c.Between(c.head.At(section), section+"."+key, v, least, most)
}

func (c *Checker) dates() {
	if h := c.head; h.ValidTo != 0 && h.ValidTo < h.ValidFrom {
		c.Report(DatesReversed, h.At("valid_to"), h.ID, "found", h.ValidTo.String(), "expected", h.ValidFrom.String())
	}
}

func (c *Checker) certainties() {
	for _, r := range c.head.rules {
		if s := r.source; !slices.Contains(certainties, s.Certainty) {
			c.Report(UnknownCertainty, s.At("certainty"), r.key, "found", string(s.Certainty),
				"expected", fmt.Sprint(certainties))
		}
	}
}
