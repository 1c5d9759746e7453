package workspace

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/composite"
	"github.com/yipanqi/yipanqi/territory"
)

// syntheticIndex is an index on indicators of the embedded package, for tests alone.
const syntheticIndex = `indices:
  - id: synthetic_index
    name: {zh: 合成指数, en: Synthetic index}
    definition: {zh: 测试用, en: For tests}
    base: 2019
    decimals: 2
    dimensions:
      - id: economy
        name: {zh: 经济, en: Economy}
        weight: 2
        components:
          - {indicator: gdp, weight: 3, direction: up}
          - {indicator: pop_resident, weight: 1, direction: up}
      - id: towns
        name: {zh: 城镇, en: Towns}
        weight: 1
        components:
          - {indicator: income_ratio, weight: 1, direction: down}
          - {indicator: urbanisation, weight: 2.5, direction: up}
      - id: opening
        name: {zh: 开放, en: Opening}
        weight: 1
        from: [gov-chongqing]
`

// Whatever the plan says in formulas, package composite finds of the same data, in every area and year.
func TestCompositeAgreesWithWhatIsWrittenOut(t *testing.T) {
	r, d := syntheticIndexData(t)
	built, err := d.Build()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for node, n := range d.Framework.Nodes() {
		if n.Level == 0 {
			continue
		}
		for i, row := range d.Data.Rows {
			want := r.Cell(n.Code, row.Unit, measure.Year(row.Time)).Value
			got := built.Scores[node][i]
			if measure.IsMissing(want) != measure.IsMissing(got) || math.Abs(got-want) > 1e-12*math.Abs(want) {
				t.Errorf("%s of %s in %d: %v, the formula gives %v", n.Code, row.Unit, row.Time, got, want)
			}
			if !measure.IsMissing(want) {
				compared++
			}
		}
	}
	if compared < 50 {
		t.Errorf("only %d values were compared", compared)
	}
}

func syntheticIndexData(t *testing.T) (*evaluate.Result, *IndexData) {
	t.Helper()
	ws := open(t, changed(t, "indices.yaml", func(string) string { return syntheticIndex }), nil)
	for _, f := range ws.Findings() {
		if f.Pos.File == "indices.yaml" {
			t.Fatal(f)
		}
	}
	r, err := ws.Evaluate(t.Context(), ws.DefaultAsOf(), nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := IndexOf(r, ws.Plan().IndexOf("synthetic_index"), ws.Plan().Territory.Rows()...)
	if err != nil {
		t.Fatal(err)
	}
	return r, d
}

func TestIndexOtherwise(t *testing.T) {
	_, d := syntheticIndexData(t)
	all, err := d.Otherwise()
	if err != nil {
		t.Fatal(err)
	}
	row, ok := d.Row("500000", 2022)
	if !ok {
		t.Fatal("there is no row")
	}
	index := func(r *composite.Result) float64 { return r.Scores[d.Framework.Top()][row] }
	by := map[string]float64{}
	for _, o := range all {
		if by[o.ID] = index(o.Result); measure.IsMissing(by[o.ID]) {
			t.Errorf("%s gives no index", o.ID)
		}
	}
	if !(by["harmonic"] < by["geometric"] && by["geometric"] < by["plan"]) {
		t.Errorf("means are not in their order: %v", by)
	}
	alone, err := d.Weighted(map[string]float64{"towns": 0, "opening": 5})
	if err != nil {
		t.Fatal(err)
	}
	built, err := alone.Build()
	if err != nil {
		t.Fatal(err)
	}
	economy, _ := d.Framework.Find("synthetic_index_economy")
	if got, want := index(built), built.Scores[economy][row]; math.Abs(got-want) > 1e-9 {
		t.Errorf("the index of one dimension is %v, the dimension %v", got, want)
	}
	if _, err := d.Weighted(map[string]float64{"towns": 0, "economy": 0}); err == nil {
		t.Error("an index without weights is built")
	}
}

// In 2023 Chongqing's ratio of incomes is missing: compared with it are years without that ratio.
func TestYearsAlike(t *testing.T) {
	_, d := syntheticIndexData(t)
	built, err := d.Build()
	if err != nil {
		t.Fatal(err)
	}
	row, _ := d.Row("500000", 2023)
	alike, err := d.Alike(built, row)
	if err != nil {
		t.Fatal(err)
	}
	same, err := alike.Build()
	if err != nil {
		t.Fatal(err)
	}
	top := d.Framework.Top()
	before, _ := d.Row("500000", 2018)
	if got, want := same.Scores[top][row], built.Scores[top][row]; math.Abs(got-want) > 1e-9 {
		t.Errorf("the year itself has %v, not %v", got, want)
	}
	towns, _ := d.Framework.Find("synthetic_index_towns/urbanisation")
	economy, _ := d.Framework.Find("synthetic_index_economy")
	want := (2*built.Scores[economy][before] + built.Scores[towns][before]) / 3
	if got := same.Scores[top][before]; math.Abs(got-want) > 1e-9 || math.Abs(got-built.Scores[top][before]) < 1e-9 {
		t.Errorf("2018 has %v alike, not %v", got, want)
	}
	if first, _ := d.Row("500000", 2010); measure.IsMissing(built.Scores[top][first]) {
		t.Error("2010 has no index")
	}
}

func TestSpreadHoldsTheIndex(t *testing.T) {
	_, d := syntheticIndexData(t)
	built, err := d.Build()
	if err != nil {
		t.Fatal(err)
	}
	row, _ := d.Row("500000", 2022)
	s, err := d.Spread(built, row)
	if err != nil {
		t.Fatal(err)
	}
	if !(s.Low < s.Nominal && s.Nominal < s.High && s.Low <= s.Median && s.Median <= s.High) {
		t.Errorf("%v is not within %v and %v", s.Nominal, s.Low, s.High)
	}
	for i, x := range s.Indices.Total {
		if x.Value < x.Low || x.Value > x.High || s.Factors[i] == "" {
			t.Errorf("factor %q has the total index %v", s.Factors[i], x)
		}
	}
	if base, ok := d.Row("500000", 2019); !ok {
		t.Error("the base year is not there")
	} else if s, err := d.Spread(built, base); err != nil || s.High-s.Low > 1e-9 || !s.Indices.Constant {
		t.Errorf("where all is 100 the index varies: %+v, %v", s, err)
	}
}

func TestPeersAreRanked(t *testing.T) {
	r, d := syntheticIndexData(t)
	peers, err := PeersOf(r, d.Index, nil)
	if err != nil {
		t.Fatal(err)
	}
	levels := map[territory.Level]int{}
	for _, p := range peers {
		levels[p.Level] = len(p.Study.Rows)
		for i, row := range p.Study.Rows {
			if band := p.Study.Ranks[i]; band.Low > band.High || band.Nominal < 1 || band.Nominal > len(p.Study.Rows) {
				t.Errorf("%s has the rank %d, from %d to %d", p.Data.Rows[row].Unit, band.Nominal, band.Low, band.High)
			}
		}
	}
	if levels[territory.Province] < 2 {
		t.Errorf("ranked by level: %v", levels)
	}
}

func TestIndexWithoutDataIsSaidSo(t *testing.T) {
	ws := open(t, changed(t, "indices.yaml", func(string) string {
		return syntheticIndex[:strings.Index(syntheticIndex, "      - id: economy")] +
			syntheticIndex[strings.Index(syntheticIndex, "      - id: opening"):]
	}), nil)
	r, err := ws.Evaluate(t.Context(), ws.DefaultAsOf(), nil)
	if err != nil {
		t.Fatal(err)
	}
	x := ws.Plan().IndexOf("synthetic_index")
	if _, err := IndexOf(r, x, "circle"); !errors.Is(err, ErrNoComponents) {
		t.Errorf("the error is %v", err)
	}
	if peers, err := PeersOf(r, x, nil); err != nil || peers != nil {
		t.Errorf("ranked: %v, %v", peers, err)
	}
}
