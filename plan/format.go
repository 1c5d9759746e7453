package plan

import (
	"path"
	"path/filepath"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/strict"
	"github.com/yipanqi/yipanqi/territory"
)

// groupsFile is territory/groups.yaml.
type groupsFile struct {
	Groups []*territory.Group `yaml:"groups,required"`
}

// File is one kind of YAML file of a package.
type File struct {
	Name  string // "indicators.yaml", "scenarios/*.yaml"
	shape any    // pointer to the struct it is decoded into
}

// Files lists the kinds of YAML file a package may have.
var Files = []File{
	{manifestFile, &Manifest{}},
	{"clauses.yaml", &clausesFile{}},
	{"themes.yaml", &themesFile{}},
	{"bodies.yaml", &bodiesFile{}},
	{"indicators.yaml", &indicatorsFile{}},
	{"indices.yaml", &indicesFile{}},
	{"targets.yaml", &targetsFile{}},
	{"projects.yaml", &projectsFile{}},
	{"mechanisms.yaml", &mechanismsFile{}},
	{"assumptions.yaml", &assumptionsFile{}},
	{"sources.yaml", &sourcesFile{}},
	{"territory/groups.yaml", &groupsFile{}},
	{"compacts/*.yaml", &Compact{}},
	{"networks/*.yaml", &Network{}},
	{"scenarios/*.yaml", &Scenario{}},
	{"tests/*.yaml", &Case{}},
}

// Format writes a file of a package, YAML or CSV, in canonical style; see strict.Format. The path
// tells which file it is. A file that cannot be read is returned as it is, with its findings.
func Format(file string, data []byte) ([]byte, []finding.Finding) {
	slashed := filepath.ToSlash(file)
	if path.Ext(slashed) == ".csv" {
		return strict.FormatCSV(file, data)
	}
	base, dir := path.Base(slashed), path.Base(path.Dir(slashed))
	for _, f := range Files {
		inDir, _ := path.Match(f.Name, path.Join(dir, base)) // the patterns are well formed
		if f.Name == base || inDir {
			return strict.Format(file, data, f.shape)
		}
	}
	return strict.Format(file, data, nil)
}
