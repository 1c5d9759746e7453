package composite_test

import (
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/method/composite"
)

// gold is the synthetic study and what COINr computed of it, by stage and code.
type gold struct {
	framework *composite.Framework
	data      *composite.Data
	stages    map[string]map[string][]float64
}

func readGold(t *testing.T) *gold {
	t.Helper()
	text, err := os.ReadFile("testdata/coinr.csv")
	if err != nil {
		t.Fatal(err)
	}
	g := &gold{stages: map[string]map[string][]float64{}}
	var indicators []composite.Indicator
	var groups []composite.Group
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), ",")
		switch {
		case line[0] == '#':
		case cells[0] == "group":
			g.data = &composite.Data{}
			for i, group := range cells[2:] {
				g.data.Rows = append(g.data.Rows, composite.Row{Unit: "u" + strconv.Itoa(i+1), Group: group})
			}
		case cells[0] == "node" && cells[1][0] == 'i' && cells[1] != "index":
			indicators = append(indicators, composite.Indicator{Code: cells[1], Parent: cells[2],
				Weight: number(t, cells[3]), Less: cells[4] == "-1"})
		case cells[0] == "node":
			groups = append(groups, composite.Group{Code: cells[1], Parent: cells[2], Weight: number(t, cells[3])})
		default:
			if g.stages[cells[0]] == nil {
				g.stages[cells[0]] = map[string][]float64{}
			}
			var values []float64
			for _, cell := range cells[2:] {
				values = append(values, number(t, cell))
			}
			g.stages[cells[0]][cells[1]] = values
		}
	}
	if g.framework, err = composite.NewFramework(indicators, groups); err != nil {
		t.Fatal(err)
	}
	for _, i := range indicators {
		g.data.Values = append(g.data.Values, g.stages["raw"][i.Code])
	}
	return g
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	if s == "" {
		return math.NaN()
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// same compares columns of a result with a stage, by code.
func (g *gold) same(t *testing.T, stage string, columns [][]float64) {
	t.Helper()
	compared := 0
	for code, want := range g.stages[stage] {
		node, ok := g.framework.Find(code)
		if !ok {
			t.Fatalf("no node %s", code)
		}
		for r := range want {
			got := columns[node][r]
			if math.IsNaN(got) != math.IsNaN(want[r]) || math.Abs(got-want[r]) > 1e-11*math.Max(1, math.Abs(want[r])) {
				t.Errorf("%s: %s of row %d is %v, want %v", stage, code, r, got, want[r])
			}
			compared++
		}
	}
	if compared == 0 {
		t.Errorf("nothing to compare for %s", stage)
	}
}

func build(t *testing.T, f *composite.Framework, d *composite.Data, r composite.Recipe) *composite.Result {
	t.Helper()
	result, err := composite.Build(f, d, r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// asPeer is the recipe of the gold data.
func asPeer(normalise composite.Normalisation, aggregation ...composite.Aggregation) composite.Recipe {
	return composite.Recipe{Imputation: composite.Imputation{Method: composite.ImputeGroupMean},
		Treatment: composite.Treatment{Method: composite.WinsoriseOrLog, MaxPoints: 2},
		Normalise: normalise, Aggregation: aggregation}
}

func TestEveryStageAgreesWithCOINr(t *testing.T) {
	g := readGold(t)
	one := composite.Normalisation{Low: 1, High: 100}
	r := build(t, g.framework, g.data, asPeer(composite.Normalisation{}))
	g.same(t, "imputed group-mean", r.Imputed)
	g.same(t, "treated", r.Treated)
	g.same(t, "min-max", r.Normalised)
	g.same(t, "arithmetic", r.Scores)

	median := asPeer(one)
	median.Imputation.Method = composite.ImputeMedian
	g.same(t, "imputed median", build(t, g.framework, g.data, median).Imputed)
	g.same(t, "min-max 1 100", build(t, g.framework, g.data, asPeer(one)).Normalised)
	g.same(t, "rank", build(t, g.framework, g.data, asPeer(composite.Normalisation{Method: composite.Rank})).Normalised)
	percentile := composite.Normalisation{Method: composite.Percentile, High: 1}
	g.same(t, "percentile", build(t, g.framework, g.data, asPeer(percentile)).Normalised)
	z := build(t, g.framework, g.data, asPeer(composite.Normalisation{Method: composite.ZScore, Mean: 10, SD: 2}))
	g.same(t, "z-score 10 2", z.Normalised)
	g.same(t, "arithmetic z", z.Scores)

	g.same(t, "geometric", build(t, g.framework, g.data, asPeer(one, composite.Geometric)).Scores)
	g.same(t, "harmonic", build(t, g.framework, g.data, asPeer(one, composite.Harmonic)).Scores)
	mixed := asPeer(one, composite.Geometric, composite.Arithmetic, composite.Geometric)
	g.same(t, "mixed", build(t, g.framework, g.data, mixed).Scores)
}

func TestMissingPartsAsInCOINr(t *testing.T) {
	g := readGold(t)
	recipe := asPeer(composite.Normalisation{Low: 1, High: 100})
	recipe.Imputation.Method = ""
	r := build(t, g.framework, g.data, recipe)
	g.same(t, "missing arithmetic", r.Scores)
	recipe.Aggregation = []composite.Aggregation{composite.Geometric}
	g.same(t, "missing geometric", build(t, g.framework, g.data, recipe).Scores)
	recipe.Aggregation = nil
	recipe.MinShare = 0.9
	strict := build(t, g.framework, g.data, recipe)
	g.same(t, "threshold arithmetic", strict.Scores)

	if got := r.Absent(2); len(got) != 1 || g.framework.Nodes()[got[0]].Code != "i02" {
		t.Errorf("row 2 lacks %v, want i02", got)
	}
	if r.Coverage[2] != r.Observed[2] || math.Abs(r.Coverage[2]-(1-0.6*(1.0/3)*0.5)) > 1e-12 {
		t.Errorf("row 2 is covered by %v of the weight", r.Coverage[2])
	}
	if strict.Ranks[2] != 0 || slices.Max(strict.Ranks) >= len(g.data.Rows) {
		t.Errorf("a row without a score has rank %d", strict.Ranks[2])
	}
}

// flat puts some groups of the gold study right under the index, with arithmetic scores.
func TestCopelandAsInCOINr(t *testing.T) {
	g := readGold(t)
	scores := g.stages["arithmetic"]
	var pillars []composite.Indicator
	d := &composite.Data{Rows: g.data.Rows}
	for k, code := range []string{"p1", "p2", "p3", "p4"} {
		pillars = append(pillars, composite.Indicator{Code: code, Parent: "flat", Weight: []float64{1, 2, 1, 1}[k]})
		d.Values = append(d.Values, scores[code])
	}
	f, err := composite.NewFramework(pillars, []composite.Group{{Code: "flat"}})
	if err != nil {
		t.Fatal(err)
	}
	r := build(t, f, d, composite.Recipe{Normalise: composite.Normalisation{Method: composite.AsIs},
		Aggregation: []composite.Aggregation{composite.Copeland}})
	for row, want := range g.stages["copeland"]["flat"] {
		if got := r.Scores[f.Top()][row]; got != want {
			t.Errorf("row %d scores %v by Copeland, want %v", row, got, want)
		}
	}
}

func TestPrincipalComponentsAsByR(t *testing.T) {
	g := readGold(t)
	recipe := asPeer(composite.Normalisation{})
	recipe.Weighting = []composite.Weighting{composite.PCA, composite.Given}
	r := build(t, g.framework, g.data, recipe)
	for _, pillar := range []string{"p1", "p2"} {
		node, _ := g.framework.Find(pillar)
		for k, p := range g.framework.Nodes()[node].Parts {
			want := g.stages["pca "+pillar]["weights"][k]
			if math.Abs(r.Weights[p]-want) > 1e-10 {
				t.Errorf("weight %d of %s is %v, want %v", k, pillar, r.Weights[p], want)
			}
		}
	}
}
