// Package plan reads a plan package: a directory of YAML and CSV that says what a plan document
// says, to a machine. It parses, checks, formats and describes the package; it evaluates nothing.
package plan

import (
	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
	"github.com/yipanqi/yipanqi/territory"
)

// Plan is a parsed package. Every list is in file order.
type Plan struct {
	Manifest    Manifest
	Clauses     []*Clause // depth first, parents before children
	Positions   []*Theme  // what the region is to become (四个定位)
	TaskGroups  []*Theme  // the groups of tasks (九方面重点任务)
	Bodies      []*Body
	Indicators  []*Indicator // those that indices are written out to, last
	Indices     []*Index
	Targets     []*Target
	Projects    []*Project
	Mechanisms  []*Mechanism
	Assumptions []*Assumption
	Compacts    []*Compact
	Networks    []*Network
	Sources     []*citation.Source
	Sections    []string // water sections that monitoring/sections.csv names
	Territory   *territory.Territory
}

// Manifest is plan.yaml.
type Manifest struct {
	strict.Where
	ID        string       `yaml:"id,required"`
	Title     locale.Text  `yaml:"title,required"`
	Version   string       `yaml:"version,required"`
	Issuer    locale.Text  `yaml:"issuer"`
	Issued    measure.Date `yaml:"issued"`
	Area      string       `yaml:"area,required" ref:"area"` // the area or group the plan is for
	FirstYear int          `yaml:"first_year,required"`      // years of the evaluation's axis, both included
	LastYear  int          `yaml:"last_year,required"`
	Base      int          `yaml:"base,required"`                // base year of schedules unless a target says otherwise
	Due       int          `yaml:"due,required"`                 // planning period's last year
	Outlook   int          `yaml:"outlook"`                      // year the plan looks ahead to
	Source    string       `yaml:"source,required" ref:"source"` // the plan document itself
	Headline  string       `yaml:"headline_version,required"`    // target version shown first: "outline"
}

// ClauseKind is what a clause does.
type ClauseKind string

// Kinds of clause.
const (
	Scope         ClauseKind = "scope"
	Objective     ClauseKind = "objective"
	TargetKind    ClauseKind = "target"
	Task          ClauseKind = "task"
	ProjectKind   ClauseKind = "project"
	MechanismKind ClauseKind = "mechanism"
	Principle     ClauseKind = "principle"
	Chapter       ClauseKind = "chapter" // a heading whose clauses say the rest
	Watch         ClauseKind = "watch"   // what the commentary says to watch
)

// Clause is the smallest citable statement of the plan, told in our own words.
type Clause struct {
	strict.Where
	ID      string      `yaml:"id,required"` // locator: "2.4.3" = chapter 2, section 4, paragraph 3; "0" is the preface
	Kind    ClauseKind  `yaml:"kind,required"`
	Title   locale.Text `yaml:"title,required"`
	Theme   string      `yaml:"theme" ref:"theme"` // position or task group it belongs to
	Summary locale.Text `yaml:"summary"`
	Figures []Figure    `yaml:"figures"` // every figure the clause states
	Clauses []*Clause   `yaml:"clauses"`
	Parent  *Clause     `yaml:"-"`
}

// Role is what a figure is in its clause.
type Role string

// Roles of figures.
const (
	Baseline   Role = "baseline"
	TargetRole Role = "target"
	ScopeFact  Role = "scope"
)

// Figure is a number a clause states, tied to an indicator.
type Figure struct {
	strict.Where
	Role       Role           `yaml:"role,required"`
	Indicator  string         `yaml:"indicator,required" ref:"indicator"`
	Area       string         `yaml:"area" ref:"area"` // the plan's area where empty
	Period     measure.Period `yaml:"period,required"`
	Value      float64        `yaml:"value,required"`
	Unit       measure.Unit   `yaml:"unit,required"`
	Comparator Comparator     `yaml:"comparator"`
	Note       locale.Text    `yaml:"note"`
}

// Theme is a position or a task group.
type Theme struct {
	strict.Where
	ID     string      `yaml:"id,required"`
	Name   locale.Text `yaml:"name,required"`
	Clause string      `yaml:"clause,required" ref:"clause"`
}

// Body is a government, department or office that leads, supports or reports.
type Body struct {
	strict.Where
	ID   string      `yaml:"id,required"`
	Name locale.Text `yaml:"name,required"`
	Kind string      `yaml:"kind,required"`
	Area string      `yaml:"area" ref:"area"`
}

// Aggregation is how values of parts make the value of the whole.
type Aggregation string

// Aggregations. An indicator that may not be added says so with None.
const (
	AddUp       Aggregation = "sum"     // values of parts add up
	FromFormula Aggregation = "formula" // evaluate the formula on the whole's own inputs: a ratio of sums
	NotAdditive Aggregation = "none"    // only an observation of the whole itself counts
)

// Indicator is a named, unit-bearing series. Each cell's value is the observation that holds there,
// else what the formula gives, else, for an additive indicator, the composition of its parts.
type Indicator struct {
	strict.Where
	ID          string       `yaml:"id,required"`
	Name        locale.Text  `yaml:"name,required"`
	Definition  locale.Text  `yaml:"definition,required"`
	Unit        measure.Unit `yaml:"unit,required"`
	Freq        measure.Freq `yaml:"freq,required"`
	Decimals    int          `yaml:"decimals"` // places shown
	Formula     string       `yaml:"formula"`
	Aggregation Aggregation  `yaml:"aggregation,required"`
	Direction   string       `yaml:"direction"` // "up" or "down" where more or less is better; empty for neither
	Low         float64      `yaml:"low"`       // least value there can be: 0 where not written
	High        float64      `yaml:"high"`      // greatest value there can be; where not written 100 % of a share
	Theme       string       `yaml:"theme" ref:"theme"`
	From        []string     `yaml:"from" ref:"body"`     // bodies from whom a missing value is needed
	Method      string       `yaml:"method"`              // standard and clause
	Source      string       `yaml:"source" ref:"source"` // of the definition
	Own         bool         `yaml:"own"`                 // 自算: our own computation, never an official figure
	Note        locale.Text  `yaml:"note"`

	Program *formula.Program `yaml:"-"` // compiled by Parse; nil without a formula
	Index   *Index           `yaml:"-"` // the index it was written out from; nil for one of indicators.yaml
}

// Comparator is how a value is held against a target.
type Comparator string

// Comparators; the plan's 以上, 以内, 左右, 达到 and 全部.
const (
	AtLeast Comparator = "at-least"
	AtMost  Comparator = "at-most"
	About   Comparator = "about" // within Tolerance either way; further on the good side counts as met too
	Reach   Comparator = "reach" // 达到
	All     Comparator = "all"   // every one: a share of 100 %
)

// Nature is how binding a target is.
type Nature string

// Natures of targets.
const (
	Binding    Nature = "binding"    // 约束性
	Expected   Nature = "expected"   // 预期性
	Unlabelled Nature = "unlabelled" // the plan says neither
)

// Schedule is what is expected before a target is due.
type Schedule string

// Schedules.
const (
	Linear    Schedule = "linear"    // 时序进度: a straight line from the baseline to the target
	Growth    Schedule = "growth"    // a constant growth rate from the baseline to the target
	Maintain  Schedule = "maintain"  // pass or fail in every period
	Milestone Schedule = "milestone" // nothing is expected before it is due
)

// Target is what the plan wants: an indicator in an area to stand at a value by a period.
type Target struct {
	strict.Where
	ID         string         `yaml:"id,required"`
	Name       locale.Text    `yaml:"name,required"`
	Clause     string         `yaml:"clause,required" ref:"clause"`
	Area       string         `yaml:"area" ref:"area"` // the plan's area where empty
	Due        measure.Period `yaml:"due,required"`
	Comparator Comparator     `yaml:"comparator,required"`
	Nature     Nature         `yaml:"nature,required"`
	Schedule   Schedule       `yaml:"schedule,required"`
	Tolerance  float64        `yaml:"tolerance"` // for about, in the unit; its assumption is stated
	Assumption string         `yaml:"assumption" ref:"assumption"`
	Baseline   measure.Period `yaml:"baseline"` // period of the baseline; the manifest's base year where empty
	Unit       measure.Unit   `yaml:"unit,required"`
	Versions   []Version      `yaml:"versions,required"`
	Readings   []Reading      `yaml:"readings,required"`  // the first is the headline
	Lead       []string       `yaml:"lead" ref:"body"`    // bodies
	Support    []string       `yaml:"support" ref:"body"` // bodies
	Watch      bool           `yaml:"watch"`              // named by the commentary among what must be met
	Note       locale.Text    `yaml:"note"`
}

// Version is what one document asks: the outline, or a later sector plan.
type Version struct {
	strict.Where
	ID     string       `yaml:"id,required"` // "outline", "eco-plan-2022"
	Want   float64      `yaml:"want,required"`
	Source string       `yaml:"source,required" ref:"source"`
	From   measure.Date `yaml:"from"` // day it took effect
	Note   locale.Text  `yaml:"note"`
}

// Reading is one defensible definition of what the target measures.
type Reading struct {
	strict.Where
	ID        string      `yaml:"id,required"`
	Name      locale.Text `yaml:"name,required"`
	Indicator string      `yaml:"indicator,required" ref:"indicator"`
	Area      string      `yaml:"area" ref:"area"` // where the reading looks elsewhere than the target
	Note      locale.Text `yaml:"note"`
}

// Project is dated work that the plan or its project lists name.
type Project struct {
	strict.Where
	ID        string       `yaml:"id,required"`
	Name      locale.Text  `yaml:"name,required"`
	Clause    string       `yaml:"clause,required" ref:"clause"`
	Kind      string       `yaml:"kind,required"`
	Theme     string       `yaml:"theme" ref:"theme"`
	Areas     []string     `yaml:"areas" ref:"area"`
	Lead      []string     `yaml:"lead" ref:"body"`
	Start     measure.Date `yaml:"start"`
	Completes measure.Date `yaml:"completes"` // opening or completion, planned or actual; zero unknown
	Actual    bool         `yaml:"actual"`    // Completes is what happened, not what is planned
	Cost      float64      `yaml:"cost"`      // in CostUnit; zero unknown
	CostUnit  measure.Unit `yaml:"cost_unit"`
	Effects   []Effect     `yaml:"effects"` // on indicators, once it is complete
	Source    string       `yaml:"source" ref:"source"`
	Note      locale.Text  `yaml:"note"`
}

// EffectKind is how a completed project changes a series.
type EffectKind string

// Kinds of effect.
const (
	Level EffectKind = "level" // the series steps by the size, once
	Slope EffectKind = "slope" // the series changes by the size more in every year that follows
)

// Effect is what a project is stated to do to an indicator once it is complete. Forecasts heed it;
// observations and formulas never do.
type Effect struct {
	strict.Where
	Indicator string       `yaml:"indicator,required" ref:"indicator"`
	Area      string       `yaml:"area" ref:"area"` // the plan's area where empty
	Kind      EffectKind   `yaml:"kind,required"`
	Size      float64      `yaml:"size,required"`
	Low       float64      `yaml:"low"` // with high the range that holds the size four times in five; zero for certain
	High      float64      `yaml:"high"`
	Unit      measure.Unit `yaml:"unit,required"`
	Source    string       `yaml:"source" ref:"source"`
	Note      locale.Text  `yaml:"note"`
}

// Mechanism is a standing arrangement between jurisdictions.
type Mechanism struct {
	strict.Where
	ID      string      `yaml:"id,required"`
	Name    locale.Text `yaml:"name,required"`
	Clause  string      `yaml:"clause,required" ref:"clause"`
	Kind    string      `yaml:"kind,required"`
	Parties []string    `yaml:"parties" ref:"area body"` // areas, groups or bodies
	Source  string      `yaml:"source" ref:"source"`
	Note    locale.Text `yaml:"note"`
}

// Assumption is a stated figure that nobody published: it can be overridden by a scenario, and every
// value that rests on it says so.
type Assumption struct {
	strict.Where
	ID     string       `yaml:"id,required"`
	Name   locale.Text  `yaml:"name,required"`
	Value  float64      `yaml:"value,required"`
	Unit   measure.Unit `yaml:"unit,required"`
	Low    float64      `yaml:"low"`
	High   float64      `yaml:"high"`
	Why    locale.Text  `yaml:"why,required"`
	Needs  locale.Text  `yaml:"needs"` // what would replace it, and from whom
	Source string       `yaml:"source" ref:"source"`
}
