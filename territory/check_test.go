package territory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/territory"
)

// broken has everything wrong that a territory can have; "want" at the end of a line names what is
// to be found on it. In CSV it stands in a column of its own, cut off before parsing.
var broken = map[string]string{
	"areas.csv": `code,name_zh,name_en,level,parent,valid_from,valid_to
510000,四川省,Sichuan,province,,,
510100,成都市,Chengdu,prefecture,510000,,
510104,锦江区,Jinjiang,county,510100,,
510105,青羊区,Qingyang,county,510100,,
510104,武侯区,Wuhou,county,510100,, # want repeated-code
51010,金牛区,Jinniu,county,510100,, # want bad-code no-boundary
510108,成华区,Chenghua,shire,510100,, # want bad-level
510200,温江区,Wenjiang,county,510100,, # want level-of-code no-boundary
510112,龙泉驿区,Longquanyi,county,510001,, # want unknown-parent no-boundary
510113,青白江区,Qingbaijiang,county,510104,, # want parent-level no-boundary
510314,新都区,Xindu,county,510100,, # want parent-prefix no-boundary
510115,新津区,Xinjin,county,510100,2020-01-01,2019-01-01 # want validity
510116,青羊区,Qingyang,county,510100,, # want repeated-name no-boundary
510300,自贡市,Zigong,prefecture,510000,, # want gap
510124,郫县,Pixian,county,510100,, # want still-used no-boundary
`,
	"changes.csv": `date,kind,from,to,old_name,source
2016-11-24,recode,510124,510105,郫县,
2016-11-24,moved,510124,510105,, # want bad-change
2016-11-24,split,510104,510199,, # want change-nowhere
2016-11-24,merge,510104,510104,, # want change-self
2017-11-24,rename,510104,510105,, # want change-self
2016-11-24,recode,510124,510104,, # want recode-twice
2016-11-24,recode,510171,510172,, # want recode-loop
2016-11-24,recode,510172,510171,, # want recode-loop
2018-11-24,recode,510181,510182,, # want recode-order
2016-11-24,recode,510182,510104,,
`,
	"groups.yaml": `groups:
- {id: Core, name: {zh: 甲}, kind: core, members: [{area: "510104"}]} # want bad-group
- {id: two, name: {zh: 乙}, kind: core, members: [{area: "510104"}]}
- {id: two, name: {zh: 乙}, kind: core, members: [{area: "510104"}]} # want repeated-group
- {id: three, name: {zh: 丙}, kind: crowd, members: [{area: "510104"}]} # want bad-kind
- {id: four, name: {zh: 丁}, kind: core, members: []} # want strict.empty-value
- {id: five, name: {zh: 戊}, kind: core, members: [{area: "510144"}]} # want unknown-member
- {id: six, name: {zh: 己}, kind: core, members: [{area: "510182"}]} # want former-member
- {id: seven, name: {zh: 庚}, kind: core, members: [{area: eight}]} # want group-loop
- {id: eight, name: {zh: 辛}, kind: core, members: [{area: seven}]} # want group-loop
- {id: nine, name: {zh: 壬}, kind: core, members: [{area: seven}, {area: two}]}
- id: ten
  name: {zh: 癸}
  kind: core
  members:
  - area: "510100"
    except: ["510104", "510300"] # want outside-member
  - {area: "510104"}
  - {area: "510104"} # want repeated-member
  - {area: "510105"} # want overlap
`,
	"boundaries.topojson": `{"type":"Topology","objects":{"o":{"geometries":[
{"type":"Polygon","id":"510104","arcs":[[0]]},
{"type":"Polygon","id":"510105","arcs":[[1]]},
{"type":"Polygon","id":"510199","arcs":[[2]]}]}},
"arcs":[[[0,0],[1,0],[0,1],[0,0]],[[2,0],[3,0],[2,1],[2,0]],[[4,0],[5,0],[4,1],[4,0]]]}`,
}

// read splits the expectations off and returns the files and what to find, as "file:line code".
func read(files map[string]string) (fstest.MapFS, []string) {
	fsys, want := fstest.MapFS{}, []string{"boundaries.topojson:4 unknown-boundary"}
	for name, text := range files {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			before, codes, ok := strings.Cut(line, " # want ")
			if !ok {
				continue
			}
			lines[i] = before
			for _, code := range strings.Fields(codes) {
				want = append(want, fmt.Sprintf("%s:%d %s", name, i+1, code))
			}
		}
		fsys["t/"+name] = &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
	}
	slices.Sort(want)
	return fsys, want
}

func TestEverythingWrongIsFoundInOneRun(t *testing.T) {
	fsys, want := read(broken)
	_, findings := territory.Parse(fsys, "t")
	var got []string
	for _, f := range findings {
		code := strings.TrimPrefix(f.Code.ID, "territory.")
		got = append(got, fmt.Sprintf("%s:%d %s", strings.TrimPrefix(f.Pos.File, "t/"), f.Pos.Line, code))
		for _, l := range []locale.Lang{locale.ZH, locale.EN} {
			if text := f.Text(l); strings.ContainsAny(text, "{}") {
				t.Errorf("an argument is not filled in: %s", text)
			}
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("found %s\nwant %s", strings.Join(got, "\n      "), strings.Join(want, "\n     "))
	}
}

func TestFindingsStandAtTheValue(t *testing.T) {
	fsys, _ := read(broken)
	_, findings := territory.Parse(fsys, "t")
	for code, want := range map[*finding.Code]string{
		territory.UnknownParent: "t/areas.csv:10:31",
		territory.Validity:      "t/areas.csv:13:44",
		territory.BadChange:     "t/changes.csv:3:12",
		territory.OutsideMember: "t/groups.yaml:17:24",
		territory.Overlap:       "t/groups.yaml:20:12",
	} {
		at := slices.IndexFunc(findings, func(f finding.Finding) bool { return f.Code == code })
		if at < 0 || findings[at].Pos.String() != want {
			t.Errorf("%s at %v, want %s", code.ID, findings[max(at, 0)].Pos, want)
		}
	}
}

func TestEveryCodeHasACase(t *testing.T) {
	fsys, _ := read(broken)
	_, findings := territory.Parse(fsys, "t")
	_, none := territory.Parse(fstest.MapFS{}, "t")
	folder := fstest.MapFS{"t/areas.csv/x": &fstest.MapFile{}} // a directory where a file should be
	_, unreadable := territory.Parse(folder, "t")
	_, boundaries := territory.ParseBoundaries("b", []byte("{"))
	found := map[*finding.Code]bool{}
	for _, f := range slices.Concat(findings, none, unreadable, boundaries) {
		found[f.Code] = true
	}
	for _, code := range territory.Codes {
		if !found[code] {
			t.Errorf("%s is never found", code.ID)
		}
	}
}

func texts(findings []finding.Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.Text(locale.EN))
	}
	return strings.Join(lines, "\n")
}

func FuzzParse(f *testing.F) {
	fsys, _ := read(broken)
	f.Add(fsys["t/areas.csv"].Data, fsys["t/changes.csv"].Data, fsys["t/groups.yaml"].Data)
	f.Add([]byte("code,name_zh,level\nA,甲,county\n"), []byte("date,kind,from,to\n2020,recode,A,A\n"),
		[]byte("groups:\n- {id: g, name: {zh: 组}, kind: set, members: [{area: g}, {area: A, except: [g]}]}\n"))
	f.Fuzz(func(t *testing.T, areas, changes, groups []byte) {
		places, findings := territory.Parse(fstest.MapFS{"t/areas.csv": {Data: areas},
			"t/changes.csv": {Data: changes}, "t/groups.yaml": {Data: groups}}, "t")
		for _, f := range findings {
			if f.Pos.File == "" {
				t.Fatalf("a finding without place: %s", f.Text(locale.EN))
			}
		}
		for _, id := range places.Rows() {
			if _, ok := places.Row(id); !ok {
				t.Fatalf("row %q is not to be found", id)
			}
			places.Resolve(id, 0)
			for _, leaf := range places.Leaves(id) {
				if len(places.Children(leaf)) > 0 {
					t.Fatalf("%q has areas below it but counts as a leaf of %q", leaf, id)
				}
			}
		}
	})
}
