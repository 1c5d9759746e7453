package plan

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/strict"
	"github.com/yipanqi/yipanqi/territory"
)

// The files of a package, each with one key of its own name but for themes.yaml and plan.yaml.
type (
	clausesFile struct {
		Clauses []*Clause `yaml:"clauses,required"`
	}
	themesFile struct {
		Positions  []*Theme `yaml:"positions"`
		TaskGroups []*Theme `yaml:"task_groups"`
	}
	bodiesFile struct {
		Bodies []*Body `yaml:"bodies,required"`
	}
	indicatorsFile struct {
		Indicators []*Indicator `yaml:"indicators,required"`
	}
	targetsFile struct {
		Targets []*Target `yaml:"targets,required"`
	}
	indicesFile struct {
		Indices []*Index `yaml:"indices,required"`
	}
	projectsFile struct {
		Projects []*Project `yaml:"projects,required"`
	}
	mechanismsFile struct {
		Mechanisms []*Mechanism `yaml:"mechanisms,required"`
	}
	assumptionsFile struct {
		Assumptions []*Assumption `yaml:"assumptions,required"`
	}
	sourcesFile struct {
		Sources []*citation.Source `yaml:"sources,required"`
	}
)

const manifestFile = "plan.yaml"

// topNames are the files and directories a package may have.
var topNames = []string{manifestFile, "clauses.yaml", "themes.yaml", "bodies.yaml",
	"indicators.yaml", "indices.yaml", "targets.yaml", "projects.yaml", "mechanisms.yaml", "assumptions.yaml",
	"sources.yaml", "territory", "compacts", "networks", "facts", "revenue", "monitoring", "scenarios", "tests", "scripts",
	"README.md", "NOTICE"}

// Parse reads and checks the package in fsys. It returns what it could read, and everything that
// is wrong with it in order of position; the plan is nil where plan.yaml cannot be read, for then
// nothing else can be judged. A plan with findings that are errors must not be evaluated.
//
// Facts and boundaries lie in the package too, but others read them.
func Parse(fsys fs.FS) (*Plan, []finding.Finding) {
	r := &reader{fsys: fsys, plan: &Plan{}, unread: map[string]bool{}}
	r.top()
	r.files()
	if r.unread[manifestFile] {
		finding.Sort(r.findings)
		return nil, r.findings
	}
	c := newChecker(r.plan)
	c.unread = r.unread
	c.check()
	r.each("scenarios", func(name string, data []byte) []finding.Finding {
		_, more := ParseScenario(name, data, r.plan)
		return more
	})
	r.each("tests", func(name string, data []byte) []finding.Finding {
		_, more := ParseCase(name, data, r.plan)
		return more
	})
	findings := append(r.findings, c.findings...)
	finding.Sort(findings)
	return r.plan, findings
}

// reader reads the files of a package.
type reader struct {
	fsys     fs.FS
	plan     *Plan
	unread   map[string]bool // files that are there but could not be read, by name
	findings []finding.Finding
}

// each reads the YAML files of a directory.
func (r *reader) each(dir string, parse func(name string, data []byte) []finding.Finding) {
	names, _ := fs.Glob(r.fsys, dir+"/*.yaml") // the pattern is well formed
	for _, name := range names {
		if data, ok := r.read(name); ok {
			r.findings = append(r.findings, parse(name, data)...)
		}
	}
}

// top reports what does not belong in a package. Go sources may stand beside the files they embed.
func (r *reader) top() {
	entries, err := fs.ReadDir(r.fsys, ".")
	if err != nil {
		return // then no file can be read either, which is reported
	}
	for _, e := range entries {
		name := e.Name()
		if slices.Contains(topNames, name) || path.Ext(name) == ".go" || strings.HasPrefix(name, ".") {
			continue
		}
		r.stray(name, strings.Join(topNames, ", "))
	}
	for dir, ext := range map[string]string{"facts": ".csv", "revenue": ".csv", "compacts": ".yaml",
		"scenarios": ".yaml", "tests": ".yaml"} {
		entries, err := fs.ReadDir(r.fsys, dir)
		if err != nil {
			continue // a package need not have it
		}
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), ".") && (e.IsDir() || path.Ext(e.Name()) != ext) {
				r.stray(path.Join(dir, e.Name()), dir+"/*"+ext)
			}
		}
	}
}

// stray reports a file that nobody would read.
func (r *reader) stray(name, expected string) {
	r.findings = append(r.findings, finding.New(UnknownFile, finding.Pos{File: name}, name,
		"found", name, "expected", expected))
}

// files reads everything into the plan.
func (r *reader) files() {
	p := r.plan
	if _, err := fs.Stat(r.fsys, manifestFile); err != nil {
		r.findings = append(r.findings, finding.New(MissingFile, finding.Pos{File: manifestFile},
			manifestFile, "expected", manifestFile))
		r.unread[manifestFile] = true
		return
	}
	r.yaml(manifestFile, &p.Manifest)
	var clauses clausesFile
	r.yaml("clauses.yaml", &clauses)
	p.Clauses = flatten(clauses.Clauses, nil, nil)
	var themes themesFile
	r.yaml("themes.yaml", &themes)
	p.Positions, p.TaskGroups = present(themes.Positions), present(themes.TaskGroups)
	var bodies bodiesFile
	r.yaml("bodies.yaml", &bodies)
	p.Bodies = present(bodies.Bodies)
	var indicators indicatorsFile
	r.yaml("indicators.yaml", &indicators)
	p.Indicators = present(indicators.Indicators)
	var indices indicesFile
	r.yaml("indices.yaml", &indices)
	p.Indices = present(indices.Indices)
	for _, x := range p.Indices {
		p.Indicators = append(p.Indicators, p.writeOut(x)...)
	}
	var targets targetsFile
	r.yaml("targets.yaml", &targets)
	p.Targets = present(targets.Targets)
	var projects projectsFile
	r.yaml("projects.yaml", &projects)
	p.Projects = present(projects.Projects)
	var mechanisms mechanismsFile
	r.yaml("mechanisms.yaml", &mechanisms)
	p.Mechanisms = present(mechanisms.Mechanisms)
	var assumptions assumptionsFile
	r.yaml("assumptions.yaml", &assumptions)
	p.Assumptions = present(assumptions.Assumptions)
	var sources sourcesFile
	r.yaml("sources.yaml", &sources)
	p.Sources = present(sources.Sources)
	r.each("compacts", func(name string, data []byte) []finding.Finding {
		c := &Compact{}
		p.Compacts = append(p.Compacts, c)
		return strict.YAML(name, data, c)
	})
	p.Networks = r.networks()
	p.Sections = r.sections()
	places, findings := territory.Parse(r.fsys, "territory")
	p.Territory = places
	r.note("territory", findings)
}

// sections lists the water sections of the package; workspace says what is wrong with their file.
func (r *reader) sections() []string {
	data, ok := r.read("monitoring/sections.csv")
	if !ok {
		return nil
	}
	topology, _ := water.ReadTopology("monitoring/sections.csv", data)
	if topology == nil {
		r.unread["monitoring/sections.csv"] = true
		return nil
	}
	var ids []string
	for i := range topology.Places {
		ids = append(ids, topology.Places[i].ID)
	}
	return ids
}

// present drops list elements without content, which are findings already.
func present[T any](list []*T) []*T {
	return slices.DeleteFunc(list, func(item *T) bool { return item == nil })
}

// flatten lists clauses depth first and tells each its parent.
func flatten(clauses []*Clause, parent *Clause, into []*Clause) []*Clause {
	for _, c := range present(clauses) {
		c.Parent, c.Clauses = parent, present(c.Clauses)
		into = append(into, c)
		into = flatten(c.Clauses, c, into)
	}
	return into
}

// yaml decodes a file, if the package has it.
func (r *reader) yaml(name string, into any) {
	if data, ok := r.read(name); ok {
		r.note(name, strict.YAML(name, data, into))
	}
}

// read returns a file, and false where there is none.
func (r *reader) read(name string) ([]byte, bool) {
	data, err := fs.ReadFile(r.fsys, name)
	if err == nil {
		return data, true
	}
	if !errors.Is(err, fs.ErrNotExist) {
		r.findings = append(r.findings, finding.New(Unreadable, finding.Pos{File: name}, name,
			"found", name))
		r.unread[name] = true
	}
	return nil, false
}

// note keeps findings and remembers whether the file could be read at all.
func (r *reader) note(name string, findings []finding.Finding) {
	r.findings = append(r.findings, findings...)
	for _, f := range findings {
		switch f.Code {
		case strict.Syntax, strict.Encoding, strict.TooLarge, strict.TooDeep, strict.TooManyKeys,
			strict.NoHeader:
			r.unread[name] = true
		}
	}
}
