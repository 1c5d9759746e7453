package water

import (
	"fmt"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/strict"
)

// Target is the class assigned to a section for a year.
type Target struct {
	strict.Where
	Section string `csv:"section,required"`
	Year    int    `csv:"year,required"`
	Class   Class  `csv:"target,required"`
}

// Targets are the targets of sections by year.
type Targets map[string]map[int]Class

// For returns the target of a section for a year, NoClass where none is assigned.
func (t Targets) For(section string, year int) Class { return t[section][year] }

// ReadTargets reads a table with the columns section, year and target, a class such as Ⅲ. It is nil
// where anything is wrong with it.
func ReadTargets(file string, data []byte) (Targets, []finding.Finding) {
	var rows []Target
	findings := strict.CSV(file, data, &rows)
	targets := Targets{}
	lines := map[string]int{}
	for _, r := range rows {
		key := fmt.Sprint(r.Section, "\x00", r.Year)
		if line, seen := lines[key]; seen {
			findings = append(findings, finding.New(RepeatedTarget, r.Pos, r.Section,
				"year", strconv.Itoa(r.Year), "line", strconv.Itoa(line)))
			continue
		}
		lines[key] = r.Pos.Line
		if r.Year < 1900 || r.Year > 2200 {
			findings = append(findings, finding.New(BadYear, r.At("year"), r.Section, "found", strconv.Itoa(r.Year)))
		}
		if targets[r.Section] == nil {
			targets[r.Section] = map[int]Class{}
		}
		targets[r.Section][r.Year] = r.Class
	}
	if len(findings) > 0 {
		finding.Sort(findings)
		return nil, findings
	}
	return targets, nil
}

// Attainment is how far sections attain their target classes in a year, on both bases.
type Attainment struct {
	Year     int
	Sections []SectionAttainment
	Annual   Tally // sections whose annual class is no worse than their target: the headline
	Monthly  Tally // the same of sections and months
	NoTarget int   // sections without a target, in neither tally
	NoData   int   // sections with a target and too little data to judge the year; their months count
}

// Tally counts what attains.
type Tally struct {
	Attained, Evaluated int
	Rate                decimal.Decimal // percent; None where nothing was evaluated
}

func (t *Tally) add(attains bool) {
	t.Evaluated++
	if attains {
		t.Attained++
	}
}

// SectionAttainment is one section's part.
type SectionAttainment struct {
	SectionYear
	Target    Class
	Attains   bool        // the annual class is no worse than the target
	Exceeding []Pollutant // judged items worse than the target in the year
	Monthly   Tally
}

// Judged reports whether the section enters the annual tally: it has a target, a class, and as many
// months with data as a year needs.
func (s *SectionAttainment) Judged() bool {
	return s.Target != NoClass && s.Annual.Class != NoClass && s.Complete
}

// Attain judges sections, already evaluated, by their targets for the year.
func (e *Edition) Attain(year int, sections []SectionYear, targets Targets) Attainment {
	a := Attainment{Year: year}
	for _, s := range sections {
		j := e.attain(s, targets.For(s.ID, year))
		switch {
		case j.Target == NoClass:
			a.NoTarget++
		case !j.Judged():
			a.NoData++
		default:
			a.Annual.add(j.Attains)
		}
		a.Monthly.Attained += j.Monthly.Attained
		a.Monthly.Evaluated += j.Monthly.Evaluated
		a.Sections = append(a.Sections, j)
	}
	a.Annual.rate(e)
	a.Monthly.rate(e)
	return a
}

func (e *Edition) attain(s SectionYear, target Class) SectionAttainment {
	j := SectionAttainment{SectionYear: s, Target: target}
	if target != NoClass {
		for k := range s.Months {
			if c := s.Months[k].Class; c != NoClass {
				j.Monthly.add(c <= target)
			}
		}
		j.Attains = s.Annual.Class != NoClass && s.Annual.Class <= target
		j.Exceeding = e.Exceeding(&s.Annual, target)
	}
	j.Monthly.rate(e)
	return j
}

func (t *Tally) rate(e *Edition) { t.Rate = decimal.Percent(t.Attained, t.Evaluated, e.Rounding.Share) }
