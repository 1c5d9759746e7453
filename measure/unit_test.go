package measure

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFactors(t *testing.T) {
	for _, c := range []struct {
		from, to string
		num, den uint64
	}{
		{"万人", "人", 10000, 1}, {"人", "万人", 1, 10000}, {"亿元", "万亿元", 1, 10000},
		{"亿元/万人", "元/人", 10000, 1}, {"km/km2", "km/100km2", 100, 1}, {"人/平方公里", "人/km²", 1, 1},
		{"h", "min", 60, 1}, {"min", "d", 1, 1440}, {"mg/L", "g/m3", 1, 1}, {"µg/m3", "mg/m3", 1, 1000},
		{"%", "1", 1, 100}, {"‰", "%", 1, 10}, {"1", "pp", 100, 1}, {"个百分点", "pp", 1, 1},
		{"万t", "t", 10000, 1}, {"万个", "个", 10000, 1}, {"亿m3", "m3", 1e8, 1}, {"m/s", "km/h", 18, 5},
		{"人·km", "万人·km", 1, 10000}, {"1/km2", "1/m2", 1, 1e6},
	} {
		a, b := MustUnit(c.from), MustUnit(c.to)
		num, den, err := a.FactorTo(b)
		if err != nil || num != c.num || den != c.den || !a.SameDimension(b) {
			t.Errorf("%s → %s is %d/%d, %v; want %d/%d", a, b, num, den, err, c.num, c.den)
		}
	}
}

func TestParseUnitRefuses(t *testing.T) {
	for _, s := range []string{"", "斤", "km//h", "/h", "km/", "100", "0km", "20=100", "abcd=100", "100%",
		"99999999999999999999km", "万亿元·万亿元", "m·m·m·m·m·m·m·m·m·m·m·m·m·m·m·m·m·m·m·m·m"} {
		if u, err := ParseUnit(s); err == nil {
			t.Errorf("%q is read as %+v", s, u)
		}
	}
}

func TestKindsDoNotMix(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"%", "‰", true}, {"%", "1", true}, {"pp", "1", true}, {"%", "pp", false},
		{"2019=100", "2019=100", true}, {"2019=100", "2020=100", false}, {"2019=100", "1", false},
		{"2019=100", "%", false}, {"人", "个", false}, {"km", "km2", false}, {"元/人", "万元/万人", true},
	} {
		a, b := MustUnit(c.a), MustUnit(c.b)
		if a.SameDimension(b) != c.want || b.SameDimension(a) != c.want {
			t.Errorf("%s and %s: same dimension is %v", a, b, !c.want)
		}
	}
	if _, _, err := MustUnit("km").FactorTo(MustUnit("人")); err == nil {
		t.Error("kilometres convert to people")
	}
}

func TestProducts(t *testing.T) {
	person, yuan, share := MustUnit("万人"), MustUnit("亿元"), MustUnit("%")
	perHead, err := yuan.Div(person)
	if err != nil || perHead.Symbol != "亿元/万人" || perHead.Num != 10000 || perHead.Den != 1 {
		t.Errorf("亿元 / 万人 = %+v, %v", perHead, err)
	}
	part, err := person.Mul(share)
	if err != nil || part.Kind != Plain || part.Num != 100 || part.Dim != (Dimension{Person: 1}) {
		t.Errorf("万人 · %% = %+v, %v", part, err)
	}
	if same, err := person.Mul(One); err != nil || same != person {
		t.Errorf("万人 · 1 = %+v, %v", same, err)
	}
	if MustUnit("1") != One || MustUnit("%") != Percent || MustUnit("pp") != PercentagePoint {
		t.Error("the named units differ from the written ones")
	}
}

func TestConversionAndBackIsExact(t *testing.T) {
	symbols := slices.Sorted(maps.Keys(atoms))
	rapid.Check(t, func(t *rapid.T) {
		a := MustUnit(rapid.SampledFrom(symbols).Draw(t, "a"))
		b := MustUnit(rapid.SampledFrom(symbols).Draw(t, "b"))
		num, den, err := a.FactorTo(b)
		if (err == nil) != (a.Dim == b.Dim) {
			t.Fatalf("%s → %s: %v", a, b, err)
		}
		if err != nil {
			return
		}
		if n, d, err := b.FactorTo(a); err != nil || n != den || d != num {
			t.Fatalf("%s → %s is %d/%d, back %d/%d, %v", a, b, num, den, n, d, err)
		}
	})
}

func FuzzParseUnit(f *testing.F) {
	for _, s := range []string{"亿元/万人", "km/100km2", "2019=100", "%", "人·km/d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ParseUnit(s)
		if err != nil {
			return
		}
		if again, err := ParseUnit(u.String()); err != nil || again != u {
			t.Errorf("%q is %+v, read again %+v, %v", s, u, again, err)
		}
		if u.Num == 0 || u.Den == 0 {
			t.Errorf("%q has factor %d/%d", s, u.Num, u.Den)
		}
	})
}
