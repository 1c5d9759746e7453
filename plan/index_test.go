package plan

import "testing"

const indices = `indices:
  - id: own_index
    name: {zh: 示例指数, en: Example index}
    definition: {zh: 自算, en: Own computation}
    base: 2020
    decimals: 1
    dimensions:
      - id: growth
        name: {zh: 增长, en: Growth}
        weight: 2
        components:
          - {indicator: gdp, weight: 3, direction: up}
          - {indicator: population, weight: 0.5, direction: down}
      - id: openness
        name: {zh: 开放, en: Openness}
        weight: 1
        from: [city]
`

func TestIndexIsWrittenOut(t *testing.T) {
	p, findings := Parse(small(t, map[string]string{"indices.yaml": indices}))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	for id, formula := range map[string]string{
		"own_index_growth":   "blend(3, index(gdp, 2020), 0.5, inverse_index(population, 2020))",
		"own_index_openness": "",
		"own_index":          "blend(2, own_index_growth, 1, own_index_openness)",
	} {
		i := p.Indicator(id)
		switch {
		case i == nil:
			t.Errorf("%s is not written out", id)
		case i.Formula != formula || (i.Program != nil) != (formula != ""):
			t.Errorf("%s: formula %q, want %q", id, i.Formula, formula)
		case !i.Own || i.Unit.Symbol != "2020=100" || i.Decimals != 1:
			t.Errorf("%s: own %v, unit %s, decimals %d", id, i.Own, i.Unit.Symbol, i.Decimals)
		}
	}
	if from := p.Indicator("own_index_openness").From; len(from) != 1 || from[0] != "city" {
		t.Errorf("what is missing is needed from %v", from)
	}
}

func TestIndexChangesTheFingerprint(t *testing.T) {
	without, _ := Parse(small(t, nil))
	with, _ := Parse(small(t, map[string]string{"indices.yaml": indices}))
	if without.Fingerprint() == with.Fingerprint() {
		t.Error("an index leaves the fingerprint as it was")
	}
}

func TestIndexMayNotTakeAnIndicatorsName(t *testing.T) {
	_, findings := Parse(small(t, map[string]string{"indices.yaml": `indices:
  - id: gdp
    name: {zh: 示例指数, en: Example index}
    definition: {zh: 自算, en: Own computation}
    base: 2020
    dimensions:
      - id: growth
        name: {zh: 增长, en: Growth}
        weight: 1
`}))
	if len(findings) != 1 || findings[0].Code != RepeatedID || findings[0].Pos.Line != 2 {
		t.Errorf("findings %v", findings)
	}
}
