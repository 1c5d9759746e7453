// Package method computes the statistics that formulas read (package statistic) from series of
// readings, by the official methods of its subpackages, and tells what each rests on, down to the
// single reading.
package method

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/flow"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/territory"
)

// Sources are what the statistics are computed from.
type Sources struct {
	Readings  monitor.Reader
	Known     measure.Instant // readings known later are not seen
	Valid     measure.Date    // periods that end later are not computed; zero computes all
	Territory *territory.Territory
	Targets   water.Targets          // of sections, by year
	Flows     map[string]flow.Target // of sections
	Topology  *water.Topology        // says which sections lie in lakes; nil: none does
}

// Environment is the statistics of readings as known at a moment. It computes an area when it is
// first asked for and keeps the result; it may be used by several goroutines.
type Environment struct {
	Sources
	mu     sync.Mutex
	air    map[string]*airArea
	water  map[string]*water.Section
	years  map[sectionYear]water.SectionYear
	judged map[areaYear]judgement
	flow   map[string]*flow.Series
	marks  map[string]*Marks // of sections
	inside map[string]map[string]bool
	named  map[string]string // codes of areas by names that only one has
	err    error
}

// New returns the statistics of sources.
func New(s Sources) *Environment {
	return &Environment{Sources: s, air: map[string]*airArea{}, water: map[string]*water.Section{},
		years: map[sectionYear]water.SectionYear{}, judged: map[areaYear]judgement{},
		flow: map[string]*flow.Series{}, marks: map[string]*Marks{}, inside: map[string]map[string]bool{}}
}

// Err returns the first fault in reading the series; statistics that rest on it are missing.
func (e *Environment) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// Statistic fills out with a figure of an area; see evaluate.Statistics.
func (e *Environment) Statistic(name, area string, axis measure.Axis, out []float64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range out {
		out[i] = measure.Missing
		if p := axis.At(i); e.Valid == 0 || p.Last() <= e.Valid {
			out[i] = e.figure(name, area, p)
		}
	}
}

// figure computes one figure, measure.Missing where the area has none.
func (e *Environment) figure(name, area string, p measure.Period) float64 {
	medium, figure, _ := strings.Cut(name, ".")
	switch medium {
	case "air":
		return e.airFigure(figure, area, p)
	case "water":
		return e.waterFigure(figure, area, p)
	case "flow":
		return e.flowFigure(figure, area, p)
	}
	return measure.Missing
}

// Evidence tells what a figure rests on; see evaluate.Statistics.
func (e *Environment) Evidence(name, area string, p measure.Period) []evaluate.Evidence {
	e.mu.Lock()
	defer e.mu.Unlock()
	medium, figure, _ := strings.Cut(name, ".")
	switch medium {
	case "air":
		return e.airEvidence(figure, area, p)
	case "water":
		return e.waterEvidence(area, p)
	case "flow":
		return e.flowEvidence(area, p)
	}
	return nil
}

// sites returns the sites of a kind that lie in an area, by id.
func (e *Environment) sites(area string, kinds ...monitor.Kind) []monitor.Site {
	within := e.within(area)
	var all []monitor.Site
	for _, s := range e.Readings.Sites() {
		if within[e.areaOf(s)] && slices.Contains(kinds, s.Kind) {
			all = append(all, s)
		}
	}
	return all
}

// areaOf returns the code of the area a site lies in: the area it states, or itself where it is named
// like one, by code or by a name that only one area has; empty where neither tells.
func (e *Environment) areaOf(s monitor.Site) string {
	if e.named == nil {
		e.named = map[string]string{}
		for _, a := range e.Territory.Areas {
			if _, twice := e.named[a.ZH]; twice {
				e.named[a.ZH] = ""
				continue
			}
			e.named[a.ZH] = a.Code
		}
	}
	for _, text := range []string{s.Area, s.ID, s.Name} {
		if code, ok := e.Territory.Resolve(text, 0); ok {
			return code
		}
		if code := e.named[text]; code != "" {
			return code
		}
	}
	return ""
}

// within returns the codes of everything an area is made of, itself included: parts, parts of parts,
// and areas below, without what a group excepts.
func (e *Environment) within(area string) map[string]bool {
	if set, ok := e.inside[area]; ok {
		return set
	}
	set := map[string]bool{}
	var add func(id string, in bool)
	add = func(id string, in bool) {
		if in == set[id] {
			return
		}
		if in {
			set[id] = true
		} else {
			delete(set, id)
		}
		for _, part := range e.Territory.Parts(id) {
			add(part.ID, in == (part.Sign > 0))
		}
	}
	add(area, true)
	e.inside[area] = set
	return set
}

// load reads a site; it is false, and Err says why, where its series cannot be read.
func (e *Environment) load(r *monitor.Readings, site string) bool {
	if err := e.Readings.Load(r, site, e.Known); err != nil {
		if e.err == nil {
			e.err = fmt.Errorf("readings of %s: %w", site, err)
		}
		return false
	}
	return true
}

// line is one line of evidence.
func line(zh, en string, of ...evaluate.Evidence) evaluate.Evidence {
	return evaluate.Evidence{Text: locale.Text{ZH: zh, EN: en}, Of: of}
}

// origins is a line for the imports that the readings come from, as far as they were known.
func (e *Environment) origins() []evaluate.Evidence {
	headers := e.Readings.Headers()
	var of []evaluate.Evidence
	for _, h := range headers[:monitor.KnownBy(headers, e.Known)] {
		text := h.Origin
		for _, part := range []string{h.Source, string(h.Grade), h.Note} {
			if part != "" {
				text += " · " + part
			}
		}
		of = append(of, line(text+" · 获知于 "+h.Known.Date().String(), text+" · known from "+h.Known.Date().String()))
	}
	n := len(of)
	return []evaluate.Evidence{line(fmt.Sprintf("读数来自 %d 次导入", n), fmt.Sprintf("readings of %d imports", n),
		bounded(of)...)}
}

// mostLines bounds the lines of a list in evidence; one more says how many are left out.
const mostLines = 40

func bounded(lines []evaluate.Evidence) []evaluate.Evidence {
	if len(lines) <= mostLines {
		return lines
	}
	more := len(lines) - mostLines
	return append(lines[:mostLines:mostLines],
		line(fmt.Sprintf("另有 %d 项", more), fmt.Sprintf("%d more", more)))
}
