// Package citation names the documents that figures come from, and how far each can be trusted.
package citation

import (
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Grade says how near a source stands to the body that made the figure.
type Grade string

// Grades, the strongest first.
const (
	Official        Grade = "official"          // the statistical office's or government's own publication
	PressOfOfficial Grade = "press-of-official" // press or agency citing an official publication by name
	Press           Grade = "press"             // press without a named official publication
	Secondary       Grade = "secondary"         // compilations, reposts
	Computed        Grade = "computed"          // computed from raw data named in the source
	Derived         Grade = "derived"           // arithmetic on other cited figures
	Own             Grade = "own"               // 自算: this project's own computation
	Assumed         Grade = "assumed"           // stated assumption, to be replaced
	Synthetic       Grade = "synthetic"         // generated; never stands in for a real figure
)

// Grades lists every grade, the strongest first.
var Grades = []Grade{Official, PressOfOfficial, Press, Secondary, Computed, Derived, Own, Assumed,
	Synthetic}

// Source is a document, page or address.
type Source struct {
	strict.Where
	ID        string       `yaml:"id,required"`
	Title     locale.Text  `yaml:"title,required"`
	Publisher string       `yaml:"publisher"`
	Address   string       `yaml:"address"`   // URL, document number, or how to find it
	Page      string       `yaml:"page"`      // page, table or paragraph within it
	Published measure.Date `yaml:"published"` // zero where unknown; then Known must be stated
	Known     measure.Date `yaml:"known"`     // counts as known from this day; Published unless stated
	Accessed  measure.Date `yaml:"accessed"`
	Grade     Grade        `yaml:"grade,required"`
	Note      locale.Text  `yaml:"note"`
}

// KnownFrom returns the moment from which figures of the source count as known: the start of the
// day it was published, or of the day stated instead where that is not known.
func (s Source) KnownFrom() measure.Instant {
	if s.Known != 0 {
		return measure.StartOf(s.Known)
	}
	return measure.StartOf(s.Published)
}
