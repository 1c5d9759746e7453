package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/method/forecast"
)

// forecastOf runs the command on files it writes, and returns what it printed.
func forecastOf(t testing.TB, files map[string]string, args ...string) (code int, out, errs string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, arg := range args {
		if _, ok := files[arg]; ok {
			args[i] = filepath.Join(dir, arg)
		}
	}
	var o, e bytes.Buffer
	code = run(context.Background(), append([]string{"forecast"}, args...), &o, &e, time.Now,
		func(string) string { return "" })
	return code, o.String(), e.String()
}

func TestForecastLevelsAddUp(t *testing.T) {
	var data strings.Builder
	data.WriteString("area,year,value\n")
	for i := range 10 { // made up; the whole was reported with other roundings than its parts
		fmt.Fprintf(&data, "east,%d,%d\nwest,%d,%d\nwhole,%d,%d\n", 2014+i, 100+7*i+i*i%5, 2014+i, 300-4*i+i%3,
			2014+i, 401+3*i+i*i%5+i%3)
	}
	files := map[string]string{"data.csv": data.String(), "tree.csv": "parent,child\nwhole,east\nwhole,west\n"}
	code, out, errs := forecastOf(t, files, "data.csv", "--hierarchy", "tree.csv", "--horizon", "3", "--json")
	if code != exitClean {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var rows []struct {
		Series string  `json:"series"`
		Step   int     `json:"step"`
		Mean   float64 `json:"mean"`
	}
	if err := json.Unmarshal([]byte(out), &rows); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	gap := map[int]float64{}
	for _, r := range rows {
		sign := 1.0
		if r.Series == "whole" {
			sign = -1
		}
		gap[r.Step] += sign * r.Mean
	}
	if len(gap) != 3 {
		t.Fatalf("steps %v in %s", gap, out)
	}
	for step, g := range gap {
		if math.Abs(g) > 1e-3 { // figures have seven digits
			t.Errorf("step %d: the parts are %v more than the whole", step, g)
		}
	}
}

func TestTargetsAndEffectsThatCannotBeRead(t *testing.T) {
	for _, text := range []string{"", "66", ">=", ">=x", "<=NaN", "70..60", "1..", "..", ">=Inf"} {
		if got, err := parseTarget(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	for text, want := range map[string]forecast.Target{">=66": forecast.AtLeast(66), "≤ 35": forecast.AtMost(35),
		"60..70": forecast.Between(60, 70)} {
		if got, err := parseTarget(text); err != nil || got != want {
			t.Errorf("%q is read as %v (%v)", text, got, err)
		}
	}
}

// FuzzForecast gives the command any file: it answers or says why it cannot, and never writes NaN.
func FuzzForecast(f *testing.F) {
	for _, text := range []string{"", "时期,值\n2019,1\n2020,2\n2021,3\n2022,4\n2023,5\n",
		"period,value\n2020-Q1,1e308\n2020-Q3,-1e308\n",
		"period,value\n2019,0\n2020,0\n2021,0\n2022,0\n2023,0\n", "series,year,value\na,2019,1\na,2019-01,2\n",
		"year,value\n1900,1\n9999,2\n", "year,value\n2015,5e-324\n2016,1\n2017,1e300\n2018,2\n2019,3\n2020,4\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, out, errs := forecastOf(t, map[string]string{"data.csv": text}, "data.csv", "--target", ">=1")
		switch {
		case strings.Contains(out, ",NaN") || strings.Contains(out, "Inf,"):
			t.Errorf("%q gives\n%s", text, out)
		case code == exitNoAnswer && errs == "":
			t.Errorf("%q: no answer and no reason", text)
		}
	})
}
