package water_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/water"
)

func edition(t testing.TB) *water.Edition {
	t.Helper()
	e, err := water.ByID("2002")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// values are what was measured, as written; "<" marks a detection limit.
type values map[water.Item]string

func micro(t testing.TB, s string) int64 {
	t.Helper()
	d, err := decimal.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	v, ok := d.At(6)
	if !ok {
		t.Fatalf("%s has more than six places", s)
	}
	return v
}

var day = measure.DateOf(2024, 5, 6)

func sample(t testing.TB, v values) water.Sample { return sampleOn(t, day, v) }

func sampleOn(t testing.TB, d measure.Date, v values) water.Sample {
	t.Helper()
	s := water.NoSample(d)
	for i, text := range v {
		if text[0] == '<' {
			s.Below |= 1 << i
			text = text[1:]
		}
		s.Value[i] = micro(t, text)
	}
	return s
}

// evaluate classes the mean of samples of one period.
func evaluate(t testing.TB, e *water.Edition, w water.Water, list ...values) water.Evaluation {
	t.Helper()
	var samples []water.Sample
	for _, v := range list {
		samples = append(samples, sample(t, v))
	}
	return e.Evaluate(w, e.Average(samples))
}

// clean is a sample with all 21 judged items, of class I but for what replace says.
func clean(replace values) values {
	v := values{water.Temp: "15", water.PH: "7", water.DO: "9", water.CODMn: "1", water.COD: "5", water.BOD5: "1",
		water.NH3N: "0.02", water.TP: "0.01", water.Cu: "0.001", water.Zn: "0.01", water.F: "0.2", water.Se: "0.001",
		water.As: "0.001", water.Hg: "0.00001", water.Cd: "0.0001", water.Cr6: "0.002", water.Pb: "0.001",
		water.CN: "0.001", water.Phenol: "0.0003", water.Oil: "0.01", water.LAS: "0.02", water.Sulfide: "0.01"}
	maps.Copy(v, replace)
	return v
}

// section returns the means of a section that had one sample.
func section(t testing.TB, e *water.Edition, id string, v values) water.SectionMeans {
	t.Helper()
	return water.SectionMeans{ID: id, Means: e.Average([]water.Sample{sample(t, v)})}
}

// ofClass returns sections of the classes given, each decided by ammonia.
func ofClass(t testing.TB, e *water.Edition, list ...water.Class) []water.SectionMeans {
	t.Helper()
	ammonia := []string{"", "0.1", "0.4", "0.9", "1.4", "1.9", "3"}
	var sections []water.SectionMeans
	for _, c := range list {
		v := values{water.NH3N: ammonia[c]}
		if c == water.NoClass {
			v = values{water.TN: "1"}
		}
		sections = append(sections, section(t, e, c.String(), v))
	}
	return sections
}

func repeat(c water.Class, n int) []water.Class { return slices.Repeat([]water.Class{c}, n) }
