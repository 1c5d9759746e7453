package air_test

import (
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/air"
)

func edition(t testing.TB, id string) *air.Edition {
	t.Helper()
	e, err := air.ByID(id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// altered returns a shipped edition with a piece of its text replaced.
func altered(t testing.TB, id, old, new string) *air.Edition {
	t.Helper()
	name := "editions/" + id + ".yaml"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	e, findings := air.ReadEdition(name, []byte(strings.Replace(string(data), old, new, 1)))
	for _, f := range findings {
		t.Error(f.Text("en"))
	}
	return e
}

func number(t testing.TB, s string) decimal.Decimal {
	t.Helper()
	d, err := decimal.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var day1 = measure.DateOf(2023, 1, 1)

// hoursOf returns days of hourly readings in which every item has the same value at every hour.
func hoursOf(first measure.Date, days int, value int32) *air.Hours {
	h := &air.Hours{First: air.HourOf(first, 1)}
	for i := range h.Value {
		h.Value[i] = make([]int32, 24*days)
		for k := range h.Value[i] {
			h.Value[i][k] = value
		}
	}
	return h
}

// clean readings are below every limit, carbon monoxide included.
const clean = 1000

// publish makes days of published concentrations, all pollutants clean but for what set changes.
func publish(e *air.Edition, first measure.Date, days int, set func(v *air.DailyValues)) *air.Days {
	v := &air.DailyValues{First: first}
	for i := range air.HourItems {
		v.Value[i] = make([]int32, days)
		for k := range v.Value[i] {
			v.Value[i][k] = clean
		}
	}
	if set != nil {
		set(v)
	}
	return air.Published(e, v)
}

func ratOf(d decimal.Decimal) *big.Rat {
	r, _ := new(big.Rat).SetString(d.String())
	return r
}

// roundRat rounds half to even, written for the tests.
func roundRat(x *big.Rat, places int) string {
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	y := new(big.Rat).Mul(x, scale)
	floor := new(big.Int).Div(y.Num(), y.Denom())
	rest := new(big.Rat).Sub(y, new(big.Rat).SetInt(floor))
	switch rest.Cmp(big.NewRat(1, 2)) {
	case 1:
		floor.Add(floor, big.NewInt(1))
	case 0:
		floor.Add(floor, new(big.Int).And(floor, big.NewInt(1)))
	}
	return new(big.Rat).Quo(new(big.Rat).SetInt(floor), scale).FloatString(places)
}
