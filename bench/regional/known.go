package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yipanqi/yipanqi/method/inequality"
	"github.com/yipanqi/yipanqi/method/regional"
)

var failed bool

// agree prints a figure beside the published one.
func agree(what string, got, published, tolerance float64) {
	verdict := "agrees"
	if !(math.Abs(got-published) <= tolerance*max(1, math.Abs(published))) {
		verdict, failed = "DIFFERS", true
	}
	fmt.Printf("  %-44s %22.15g %22.15g  %s\n", what, got, published, verdict)
}

// table reads a CSV file by columns.
func table(file string) map[string][]string {
	data, err := os.ReadFile(file)
	check(err)
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	check(err)
	columns := map[string][]string{}
	for i, name := range rows[0] {
		for _, row := range rows[1:] {
			columns[name] = append(columns[name], row[i])
		}
	}
	return columns
}

func numbers(texts []string) []float64 {
	var x []float64
	for _, s := range texts {
		x = append(x, must(strconv.ParseFloat(strings.TrimSpace(s), 64)))
	}
	return x
}

// pysal holds us to the tests of pysal/inequality and pysal/giddy.
func pysal(dir string) {
	fmt.Println("\nPySAL, test_gini.py, test_theil.py, test_mobility.py (ours, theirs):")
	mexico := table(filepath.Join(dir, "libpysal/examples/mexico/mexico.csv"))
	theil := []float64{0.20894344, 0.15222451, 0.10472941, 0.10194725, 0.09560113, 0.10511256, 0.10660832}
	between := []float64{0.0345889, 0.02816853, 0.05260921, 0.05931219, 0.03205257, 0.02963731, 0.03635872}
	for k := range theil {
		year := strconv.Itoa(1940 + 10*k)
		x := numbers(mexico["pcgdp"+year])
		if k == 0 {
			agree("Gini 1940", must(inequality.Gini(x, nil)), 0.35372371173452849, 1e-14)
		}
		d := must(inequality.Decompose(x, nil, 1, mexico["hanson98"]))
		agree("Theil T "+year, d.Total, theil[k], 5e-9)
		agree("between regions "+year, d.Between[0], between[k], 5e-9)
	}
	agree("p between regions 1960 (another stream)", must(inequality.BetweenTest(numbers(mexico["pcgdp1960"]), nil, 1,
		mexico["hanson98"], 999, 10)), 0.001, 0.003)

	income := table(filepath.Join(dir, "libpysal/examples/us_income/usjoin.csv"))
	classes := make([][]int, len(income["1929"]))
	for year := 1929; year <= 2009; year++ {
		for i, class := range quintiles(numbers(income[strconv.Itoa(year)])) {
			classes[i] = append(classes[i], class)
		}
	}
	agree("Shorrocks' mobility", must(regional.MarkovOf(classes, 5)).Mobility, 0.19758992000997844, 1e-14)
}

// quintiles puts values into fifths, limits interpolated as in numpy, a limit belonging below.
func quintiles(x []float64) []int {
	sorted := slices.Sorted(slices.Values(x))
	classes := make([]int, len(x))
	for i, v := range x {
		for q := 1; q < 5; q++ {
			at := float64(len(x)-1) * float64(q) / 5
			low := int(at)
			limit := sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
			if v > limit {
				classes[i] = q
			}
		}
	}
	return classes
}

// script runs REAT on its own data and prints data, answers and times, one a line.
const script = `
for (f in list.files(file.path(dir, "R"), full.names=TRUE)) try(source(f), silent=TRUE)
for (f in list.files(file.path(dir, "data"), full.names=TRUE)) load(f)
d <- G.counties.gdp; x <- d$gdppc2010; y <- d$gdppc2014; w <- d$pop2010; o <- order(x)
p <- function(name, v) cat(name, format(v, digits=17), "\n")
p("x", x); p("y", y); p("w", w)
p("gini", gini(x)); p("wgini", gini(x[o], weighting=w[o])); p("wgini_unsorted", gini(x, weighting=w))
p("theil_l", theil(x)); p("hoover", hoover(x)); p("williamson", williamson(x, w))
capture.output({b <- betaconv.ols(x, 2010, y, 2014); n <- betaconv.nls(x, 2010, y, 2014)}) -> silent
p("slope", b$abeta$estimates[2,1]); p("slope_se", b$abeta$estimates[2,2]); p("rsq", b$abeta$modelstat[1,1])
p("half_life", b$abeta$estimates[4,1]); p("speed", n$abeta$estimates[2,1]); p("speed_se", n$abeta$estimates[2,2])
g <- Goettingen; p("here", g$Goettingen2017[2:16]); p("nation", g$BRD2017[2:16])
p("g1", g$Goettingen2008[2:16]); p("b1", g$BRD2008[2:16])
p("krugman", krugman.spec(g$Goettingen2017[2:16], g$BRD2017[2:16]))
f <- Freiburg; p("r1", f$e_Freiburg2008); p("r2", f$e_Freiburg2014); p("n1", f$e_Germany2008); p("n2", f$e_Germany2014)
capture.output(s <- shift(f$e_Freiburg2008, f$e_Freiburg2014, f$e_Germany2008, f$e_Germany2014)) -> silent
capture.output(e <- shift(f$e_Freiburg2008, f$e_Freiburg2014, f$e_Germany2008, f$e_Germany2014,
  shift.method="Esteban")) -> silent
p("dunn", s$components[1:4]); p("esteban", e$components[4:5])
p("ms_gini", 1e3*system.time(for (i in 1:2000) gini(x))[["user.self"]]/2000)
p("ms_wgini", 1e3*system.time(for (i in 1:2000) gini(x, weighting=w))[["user.self"]]/2000)
p("ms_theil", 1e3*system.time(for (i in 1:2000) theil(x))[["user.self"]]/2000)
p("ms_beta", 1e3*system.time(for (i in 1:50) capture.output(betaconv.nls(x, 2010, y, 2014)))[["user.self"]]/50)
`

// run runs a script of R that prints a name and numbers a line.
func run(dir, script string) map[string][]float64 {
	cmd := exec.Command("Rscript", "-e", fmt.Sprintf("dir <- %q\n", dir)+script)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	check(err)
	r := map[string][]float64{}
	for line := range strings.Lines(string(out)) {
		if words := strings.Fields(line); len(words) > 1 {
			r[words[0]] = numbers(words[1:])
		}
	}
	return r
}

// compareREAT holds us to REAT, run on its own data, and compares speed.
func compareREAT(dir string) {
	r := run(dir, script)
	one := func(name string) float64 { return r[name][0] }
	fmt.Printf("\nREAT on %d counties and its other examples (ours, theirs):\n", len(r["x"]))
	x, y, w := r["x"], r["y"], r["w"]
	agree("Gini", must(inequality.Gini(x, nil)), one("gini"), 1e-10)
	agree("Gini, weighted (REAT given sorted data)", must(inequality.Gini(x, w)), one("wgini"), 1e-10)
	agree("Theil L (REAT's theil)", must(inequality.TheilL(x, nil)), one("theil_l"), 1e-10)
	agree("Hoover", must(inequality.Hoover(x, nil)), one("hoover"), 1e-10)
	b := must(regional.Beta(x, y, 4))
	agree("β-convergence, slope", b.Slope.Value, one("slope"), 1e-10)
	agree("its error", b.Slope.SE, one("slope_se"), 1e-10)
	agree("R²", b.R2, one("rsq"), 1e-10)
	agree("β (REAT's nls, tolerance 1e-5)", b.Speed.Value, one("speed"), 1e-8)
	agree("its error", b.Speed.SE, one("speed_se"), 1e-8)
	agree("REAT's half-life, of slope as if not yearly", math.Ln2/(-math.Log(1+b.Slope.Value)/4), one("half_life"), 1e-10)
	agree("Krugman, Göttingen 2017", must(regional.Krugman(r["here"], r["nation"])), one("krugman"), 1e-10)
	g := must(regional.ShiftShareOf(r["g1"], r["here"], r["b1"], r["nation"])).Total
	for i, got := range []float64{g.Change, g.National, g.Mix, g.Competitive} {
		agree("shift–share, Göttingen (published)", got, []float64{10411, 9178.1916, 2204.8202, -972.0118}[i], 5e-8)
	}
	s := must(regional.ShiftShareOf(r["r1"], r["r2"], r["n1"], r["n2"]))
	for i, got := range []float64{s.Total.Change, s.Total.National, s.Total.Mix, s.Total.Competitive} {
		agree("shift–share, Freiburg", got, r["dunn"][i], 1e-10)
	}
	agree("homothetic", s.Total.Homothetic, r["esteban"][0], 1e-10)
	agree("allocation", s.Total.Allocation, r["esteban"][1], 1e-10)
	fmt.Printf("\nHalf-life: %.2f years, where REAT says %.2f; weighted Gini of unsorted data: REAT says %.6f, not %.6f.\n",
		b.HalfLife, one("half_life"), one("wgini_unsorted"), one("wgini"))
	fmt.Println("\nmilliseconds of processor    ours      REAT     ratio")
	for _, c := range []struct {
		name, peer string
		do         func()
	}{
		{"Gini", "ms_gini", func() { must(inequality.Gini(x, nil)) }},
		{"Gini, weighted", "ms_wgini", func() { must(inequality.Gini(x, w)) }},
		{"Theil L", "ms_theil", func() { must(inequality.TheilL(x, nil)) }},
		{"β-convergence", "ms_beta", func() { must(regional.Beta(x, y, 4)) }},
	} {
		ours := perCall(c.do)
		fmt.Printf("%-24s %10.4f %9.3f %9.0f\n", c.name, ours, one(c.peer), one(c.peer)/ours)
	}
}

const clubsScript = `
for (f in list.files(file.path(dir, "R"), full.names=TRUE)) try(source(f), silent=TRUE)
load(file.path(dir, "data/filteredGDP.rda"))
p <- function(name, v) cat(name, format(v, digits=17), "\n")
for (i in 1:nrow(filteredGDP)) p(paste0("x", i), as.numeric(filteredGDP[i, 2:35]))
find <- function() findClubs(filteredGDP, dataCols=2:35, refCol=35, cstar_method="incremental")
p("ms", 1e3*system.time(clubs <- find())[["user.self"]])
for (k in seq_along(clubs)) { p(paste0("id", k), clubs[[k]]$id); p(paste0("model", k), clubs[[k]]$model[1:3]) }
`

// compareClubs holds us to the R package on the countries of Phillips and Sul.
func compareClubs(dir string) {
	r := run(dir, clubsScript)
	var x [][]float64
	for i := 1; r["x"+strconv.Itoa(i)] != nil; i++ {
		x = append(x, r["x"+strconv.Itoa(i)])
	}
	c := must(regional.ConvergenceClubs(x, 1.0/3))
	fmt.Printf("\nConvergenceClubs on %d countries (ours, theirs):\n", len(x))
	for k, club := range c.Clubs {
		n := strconv.Itoa(k + 1)
		different := 0
		for i, id := range r["id"+n] {
			if i >= len(club.Members) || club.Members[i] != int(id)-1 {
				different++
			}
		}
		agree("club "+n+", countries", float64(len(club.Members)), float64(len(r["id"+n])), 0)
		agree("of them not the same", float64(different), 0, 0)
		agree("b", club.Test.B, r["model"+n][0], 1e-9)
		agree("its error", club.Test.SE, r["model"+n][1], 1e-9)
	}
	ours := perCall(func() { must(regional.ConvergenceClubs(x, 1.0/3)) })
	fmt.Printf("\n%.1f ms of processor, R %.0f: %.0f times\n", ours, r["ms"][0], r["ms"][0]/ours)
}

// perCall returns milliseconds of processor time a call takes.
func perCall(do func()) float64 {
	start, calls := used(), 0
	for used()-start < 200*time.Millisecond {
		do()
		calls++
	}
	return float64(used()-start) / float64(time.Millisecond) / float64(calls)
}
