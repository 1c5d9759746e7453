// Package edition is what the official methods have in common: an edition is everything the
// standards in force at one time say, as a file of dated rules, each with the document it comes from
// and how far it is known. What a standard leaves open is marked as an assumption, so that results
// can show it.
//
// A method's edition is a struct that embeds Head. Its other fields are sections; in a section the
// field "source" tells where the section's rule comes from, and "x_source" where its rule x does.
package edition

import (
	"reflect"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Head is how an edition begins.
type Head struct {
	strict.Where
	ID        string       `yaml:"id,required"`
	Title     locale.Text  `yaml:"title,required"`
	ValidFrom measure.Date `yaml:"valid_from,required"`
	ValidTo   measure.Date `yaml:"valid_to"` // the last day; zero where it is in force until replaced

	rules []rule // in the order of the edition's fields
}

// Certainty says how a rule is known.
type Certainty string

// Certainties, the strongest first.
const (
	SourceRead Certainty = "source-read" // read in the document or in the issuing body's own words
	ThirdParty Certainty = "third-party" // read in somebody else's quotation or program
	FromMemory Certainty = "from-memory" // to be checked against the document
)

var certainties = []Certainty{SourceRead, ThirdParty, FromMemory}

// Source says where a rule comes from.
type Source struct {
	strict.Where
	Document   string      `yaml:"document,required"`
	Clause     string      `yaml:"clause"`
	Certainty  Certainty   `yaml:"certainty,required"`
	Assumption bool        `yaml:"assumption"` // the document is silent or unread: this is our choice
	Note       locale.Text `yaml:"note"`
}

// rule is a rule by its key, "index" or "index.round_first", with its source.
type rule struct {
	key    string
	source Source
}

// Assumption is a rule of an edition that its documents do not settle.
type Assumption struct {
	Rule string // the rule's key in the edition's file
	Source
}

// headed are the pointers to structs that embed Head.
type headed interface{ head() *Head }

func (h *Head) head() *Head { return h }

// Read reads an edition from YAML into e, a pointer to a struct that embeds Head, and checks it: its
// dates and certainties, and then what check asks for. An edition with findings is not to be used.
func Read[E headed](file string, data []byte, e E, check func(*Checker)) []finding.Finding {
	if findings := strict.YAML(file, data, e); len(findings) > 0 {
		return findings
	}
	h := e.head()
	h.rules = rulesOf(reflect.ValueOf(e).Elem())
	c := &Checker{head: h}
	c.dates()
	c.certainties()
	check(c)
	finding.Sort(c.findings)
	return c.findings
}

// rulesOf lists the rules that have a source, in the order of an edition's fields.
func rulesOf(edition reflect.Value) []rule {
	var list []rule
	for i := range edition.NumField() {
		section := edition.Field(i)
		key := keyOf(edition.Type().Field(i))
		if key == "" || section.Kind() != reflect.Struct {
			continue
		}
		for k := range section.NumField() {
			field := section.Type().Field(k)
			if field.Type != reflect.TypeFor[Source]() {
				continue
			}
			name := key
			if part, of := strings.CutSuffix(keyOf(field), "_source"); of {
				name += "." + part
			}
			if source := section.Field(k).Interface().(Source); source.Document != "" { // it was written
				list = append(list, rule{name, source})
			}
		}
	}
	return list
}

func keyOf(f reflect.StructField) string {
	key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return key
}

// In reports whether the edition was in force on a day.
func (h *Head) In(d measure.Date) bool {
	return h.ValidFrom <= d && (h.ValidTo == 0 || d <= h.ValidTo)
}

// Assumptions lists the rules that rest on an assumption, in the order of the edition's sections.
func (h *Head) Assumptions() []Assumption {
	var list []Assumption
	for _, r := range h.rules {
		if r.source.Assumption {
			list = append(list, Assumption{r.key, r.source})
		}
	}
	return list
}

// Documents lists the documents the edition is made of, each once.
func (h *Head) Documents() []string {
	var list []string
	for _, r := range h.rules {
		if !slices.Contains(list, r.source.Document) {
			list = append(list, r.source.Document)
		}
	}
	return list
}

// Line returns the edition as one line of a report: its name and documents.
func (h *Head) Line(l locale.Lang) string {
	return h.Title.In(l) + " (" + strings.Join(h.Documents(), ", ") + ")"
}
