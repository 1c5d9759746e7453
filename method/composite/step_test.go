package composite_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/method/composite"
)

var gap = math.NaN()

type (
	leaf = composite.Indicator
	norm = composite.Normalisation
)

// flat is a framework of indicators right under an index.
func flat(t *testing.T, indicators ...composite.Indicator) *composite.Framework {
	t.Helper()
	for i := range indicators {
		indicators[i].Parent = "index"
		if indicators[i].Weight == 0 {
			indicators[i].Weight = 1
		}
	}
	f, err := composite.NewFramework(indicators, []composite.Group{{Code: "index"}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// rows are units u1, u2 … at one time.
func units(n int) (rows []composite.Row) {
	for i := range n {
		rows = append(rows, composite.Row{Unit: "u" + string(rune('1'+i))})
	}
	return rows
}

// years are the rows of unit a and then b, in 2019 … .
func years(n int) (rows []composite.Row) {
	for _, u := range []string{"a", "b"} {
		for y := range n {
			rows = append(rows, composite.Row{Unit: u, Time: 2019 + y})
		}
	}
	return rows
}

func equal(got, want []float64) bool {
	return slices.EqualFunc(got, want, func(a, b float64) bool {
		return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*math.Max(1, math.Abs(b))
	})
}

func TestNormalisation(t *testing.T) {
	values := []float64{2, 4, gap, 8, 4}
	for name, c := range map[string]struct {
		indicator composite.Indicator
		how       composite.Normalisation
		want      []float64
	}{
		"min-max":        {leaf{}, norm{}, []float64{0, 100.0 / 3, gap, 100, 100.0 / 3}},
		"less is better": {leaf{Less: true}, norm{}, []float64{100, 200.0 / 3, gap, 0, 200.0 / 3}},
		"goalposts": {leaf{Low: 0, High: 5}, norm{Method: composite.Goalposts},
			[]float64{40, 80, gap, 160, 80}},
		"goalposts, clipped": {leaf{Low: 3, High: 5}, norm{Method: composite.Goalposts, Clip: true},
			[]float64{0, 50, gap, 100, 50}},
		"goalposts, less": {leaf{Low: 0, High: 10, Less: true}, norm{Method: composite.Goalposts},
			[]float64{80, 60, gap, 20, 60}},
		"rank": {leaf{}, norm{Method: composite.Rank}, []float64{1, 2, gap, 4, 2}},
		"percentile": {leaf{Less: true}, norm{Method: composite.Percentile},
			[]float64{100, 100.0 / 3, gap, 0, 100.0 / 3}},
		"toward target": {leaf{Target: new(6.0)}, norm{Method: composite.TowardTarget},
			[]float64{0, 50, gap, 150, 50}},
		"toward target, cut": {leaf{Target: new(6.0)}, norm{Method: composite.TowardTarget, Clip: true},
			[]float64{0, 50, gap, 100, 50}},
		"toward target, less": {leaf{Target: new(0.0), Less: true}, norm{Method: composite.TowardTarget},
			[]float64{75, 50, gap, 0, 50}},
		"share of target": {leaf{Target: new(5.0)}, norm{Method: composite.ShareOfTarget},
			[]float64{40, 80, gap, 160, 80}},
		"share of target, cut": {leaf{Target: new(5.0)}, norm{Method: composite.ShareOfTarget, Clip: true},
			[]float64{40, 80, gap, 100, 80}},
		"share, less": {leaf{Target: new(4.0), Less: true}, norm{Method: composite.ShareOfTarget},
			[]float64{200, 100, gap, 50, 100}},
		"as is, less": {leaf{Less: true}, norm{Method: composite.AsIs}, []float64{-2, -4, gap, -8, -4}},
	} {
		c.indicator.Code = "x"
		d := &composite.Data{Rows: units(5), Values: [][]float64{slices.Clone(values)}}
		r := build(t, flat(t, c.indicator), d, composite.Recipe{Normalise: c.how})
		if !equal(r.Normalised[0], c.want) {
			t.Errorf("%s: %v, want %v", name, r.Normalised[0], c.want)
		}
		if !equal(d.Values[0], values) {
			t.Errorf("%s changed its input", name)
		}
	}
}

func TestBaseTimeIsAHundred(t *testing.T) {
	d := &composite.Data{Rows: years(3), Values: [][]float64{{50, 60, 75, 20, gap, 10}, {4, 5, 2, 0, 1, 1}}}
	f := flat(t, composite.Indicator{Code: "more"}, composite.Indicator{Code: "less", Less: true})
	recipe := composite.Recipe{Normalise: composite.Normalisation{Method: composite.BaseTime, Base: 2019}}
	r := build(t, f, d, recipe)
	if want := []float64{100, 120, 150, 100, gap, 50}; !equal(r.Normalised[0], want) {
		t.Errorf("more: %v, want %v", r.Normalised[0], want)
	}
	if want := []float64{100, 80, 200, gap, gap, gap}; !equal(r.Normalised[1], want) {
		t.Errorf("less: %v, want %v", r.Normalised[1], want)
	}
	if want := (composite.Note{Code: "less", Kind: composite.NoBase, Count: 3}); !slices.Contains(r.Notes, want) {
		t.Errorf("notes %v lack %v", r.Notes, want)
	}
	recipe.Normalise.BaseUnit = "a"
	if got := build(t, f, d, recipe).Normalised[0]; !equal(got, []float64{100, 120, 150, 40, gap, 20}) {
		t.Errorf("with the base of a: %v", got)
	}
}

// In data of several years goalposts are of all of them, so a unit that improves scores higher than before,
// whatever others do (COINr #46).
func TestYearsCompare(t *testing.T) {
	d := &composite.Data{Rows: years(3), Values: [][]float64{{10, 20, 30, 5, 15, 55}}}
	f := flat(t, composite.Indicator{Code: "x"})
	for _, method := range []composite.NormaliseMethod{composite.MinMax, composite.ZScore, composite.Percentile} {
		r := build(t, f, d, composite.Recipe{Normalise: composite.Normalisation{Method: method}})
		for row := 1; row < 6; row++ {
			if row != 3 && r.Scores[1][row] <= r.Scores[1][row-1] {
				t.Errorf("%s: row %d improved and scores %v after %v", method, row, r.Scores[1][row], r.Scores[1][row-1])
			}
		}
		if !slices.Equal(r.Ranks, []int{1, 1, 2, 2, 2, 1}) {
			t.Errorf("%s: ranks within years are %v", method, r.Ranks)
		}
	}
	sample := composite.Normalisation{Sample: []int{2019}}
	got := build(t, f, d, composite.Recipe{Normalise: sample}).Scores[1]
	if !equal(got, []float64{100, 300, 500, 0, 200, 1000}) {
		t.Errorf("by the goalposts of 2019: %v", got)
	}
}

func TestImputation(t *testing.T) {
	rows := years(4)
	for r := range rows {
		rows[r].Group = rows[r].Unit
	}
	values := []float64{gap, 2, gap, 8, 4, gap, gap, 5}
	for method, want := range map[composite.ImputeMethod][]float64{
		composite.ImputeNone:      values,
		composite.ImputeMean:      {4, 2, gap, 8, 4, 2, gap, 5},
		composite.ImputeGroupMean: values,
		composite.ImputeLatest:    {gap, 2, 2, 8, 4, 4, 4, 5},
		composite.ImputeLinear:    {gap, 2, 5, 8, 4, 13.0 / 3, 14.0 / 3, 5},
		composite.ImputeNearest:   {4, 2, gap, 8, 4, 2, gap, 5},
	} {
		d := &composite.Data{Rows: rows, Values: [][]float64{values, {1, 2, 3, 4, 5, 6, 7, 8}}}
		r := build(t, flat(t, composite.Indicator{Code: "x"}, composite.Indicator{Code: "y"}), d,
			composite.Recipe{Imputation: composite.Imputation{Method: method}})
		if !equal(r.Imputed[0], want) {
			t.Errorf("%s: %v, want %v", method, r.Imputed[0], want)
		}
		left := 0
		for _, x := range want {
			if math.IsNaN(x) {
				left++
			}
		}
		note := composite.Note{Code: "x", Kind: composite.NotImputed, Count: left}
		if method != composite.ImputeNone && left > 0 != slices.Contains(r.Notes, note) {
			t.Errorf("%s: notes %v of %d left", method, r.Notes, left)
		}
	}
}

func TestNearestUnitsFillIn(t *testing.T) {
	d := &composite.Data{Rows: units(5),
		Values: [][]float64{{gap, 10, 20, 30, 90}, {1, 1.1, 1.2, 5, 9}, {2, 2, 2.1, 7, 9}}}
	f := flat(t, composite.Indicator{Code: "x"}, composite.Indicator{Code: "y"}, composite.Indicator{Code: "z"})
	r := build(t, f, d, composite.Recipe{Imputation: composite.Imputation{Method: composite.ImputeNearest, Neighbours: 2}})
	if r.Imputed[0][0] != 15 {
		t.Errorf("imputed %v, want 15, the mean of the two nearest", r.Imputed[0][0])
	}
}

func TestEveryStepSaysWhatItCouldNotDo(t *testing.T) {
	f := flat(t, composite.Indicator{Code: "same"}, composite.Indicator{Code: "x"}, composite.Indicator{Code: "y"})
	d := &composite.Data{Rows: units(5), Values: [][]float64{{3, 3, 3, 3, gap}, {1, 2, 3, 100, gap}, {0, 1, 2, gap, gap}}}
	r := build(t, f, d, composite.Recipe{MinData: 0.5, Treatment: composite.Treatment{Method: composite.Winsorise},
		Weighting: []composite.Weighting{composite.PCA}, Aggregation: []composite.Aggregation{composite.Geometric}})
	for _, want := range []composite.Note{
		{Code: "u5", Kind: composite.LeftOut, Count: 0},
		{Code: "same", Kind: composite.NotTreated, Count: 4},
		{Code: "same", Kind: composite.NoScale, Count: 4},
		{Code: "y", Kind: composite.NotTreated, Count: 3},
		{Code: "index", Kind: composite.NotWeighed, Count: 1},
		{Code: "index", Kind: composite.NotPositive, Count: 1},
		{Code: "index", Kind: composite.TooLittle, Count: 1},
		{Code: "index", Kind: composite.PartsAbsent, Count: 3},
	} {
		if !slices.Contains(r.Notes, want) {
			t.Errorf("notes %v lack %v", r.Notes, want)
		}
	}
	for _, n := range r.Notes {
		if text := n.Text(); !strings.Contains(text.ZH, n.Code) || !strings.Contains(text.EN, n.Code) ||
			strings.Contains(text.ZH+text.EN, "%!") {
			t.Errorf("%v reads %q, %q", n, text.ZH, text.EN)
		}
	}
	if r.Ranks[4] != 0 || r.Kept[4] || r.Observed[4] != 0 {
		t.Errorf("the row left out has rank %d and %v of the weight", r.Ranks[4], r.Observed[4])
	}
}

func TestTreatmentsKeepWhatIsToBeKept(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5, 6, 7, 8, 1000}
	d := &composite.Data{Rows: units(9), Values: [][]float64{values, values}}
	f := flat(t, composite.Indicator{Code: "treated"}, composite.Indicator{Code: "kept", Untreated: true})
	r := build(t, f, d, composite.Recipe{Treatment: composite.Treatment{Method: composite.Winsorise}})
	if r.Treated[0][8] != 8 || r.Treated[1][8] != 1000 {
		t.Errorf("treated to %v and %v", r.Treated[0][8], r.Treated[1][8])
	}
	logs := build(t, f, d, composite.Recipe{Treatment: composite.Treatment{Method: composite.TakeLog}})
	if got, want := logs.Treated[0][0], math.Log(9.99); math.Abs(got-want) > 1e-14 {
		t.Errorf("the least becomes %v, want %v", got, want)
	}
}
