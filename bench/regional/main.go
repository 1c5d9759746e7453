// Command regional times every regional measure on a synthetic country, and holds the packages
// inequality and regional to the figures that PySAL and REAT publish, on their data.
//
//	go run ./regional
//	go run ./regional -libpysal DIR -reat DIR -clubs DIR
//
// DIR are checkouts of github.com/pysal/libpysal, github.com/cran/REAT and
// github.com/cran/ConvergenceClubs; the latter two need Rscript.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"syscall"
	"time"

	"github.com/yipanqi/yipanqi/method/inequality"
	"github.com/yipanqi/yipanqi/method/random"
	"github.com/yipanqi/yipanqi/method/regional"
)

const (
	counties, years, industries, permutations = 380, 20, 20, 999
	wide                                      = 20 // counties in a row of the map
)

func main() {
	log.SetFlags(0)
	libpysal := flag.String("libpysal", "", "checkout of pysal/libpysal")
	reat := flag.String("reat", "", "checkout of cran/REAT")
	clubs := flag.String("clubs", "", "checkout of cran/ConvergenceClubs")
	flag.Parse()
	c := synthetic(1)
	fmt.Printf("%d synthetic counties × %d years, %d permutations:\n", counties, years, permutations)
	total := 0.0
	for _, w := range c.work() {
		s := processor(w.do)
		total += s
		fmt.Printf("  %-44s %8.1f ms\n", w.name, 1000*s)
	}
	fmt.Printf("  %-44s %8.1f ms of processor, one thread\n", "all", 1000*total)
	if *libpysal != "" {
		pysal(*libpysal)
	}
	if *reat != "" {
		compareREAT(*reat)
	}
	if *clubs != "" {
		compareClubs(*clubs)
	}
	if failed {
		os.Exit(1)
	}
}

// country is made up from a seed.
type country struct {
	perHead, heads   [][]float64 // by year and county
	province, circle []string
	jobs             [][][]float64 // by year, county and industry
	weights          *regional.Weights
}

func synthetic(seed uint64) *country {
	r := random.New(seed)
	c := &country{}
	near := make([][]int, counties)
	for i := range counties {
		c.province = append(c.province, fmt.Sprint("p", i%wide/7))
		c.circle = append(c.circle, fmt.Sprint("c", i/wide/5))
		for _, d := range []int{-wide, wide, -1, 1} {
			if j := i + d; j >= 0 && j < counties && (d*d > 1 || j/wide == i/wide) {
				near[i] = append(near[i], j)
			}
		}
	}
	for t := range years {
		x, w, jobs := make([]float64, counties), make([]float64, counties), make([][]float64, counties)
		for i := range counties {
			if t == 0 {
				x[i], w[i] = 20000+60000*r.Float64(), 1e5+1e6*r.Float64()
			} else {
				x[i], w[i] = c.perHead[t-1][i]*(1.02+0.06*r.Float64()), c.heads[t-1][i]*(0.99+0.02*r.Float64())
			}
			for range industries {
				jobs[i] = append(jobs[i], 100+9000*r.Float64())
			}
		}
		c.perHead, c.heads, c.jobs = append(c.perHead, x), append(c.heads, w), append(c.jobs, jobs)
	}
	var err error
	c.weights, err = regional.Contiguity(near)
	check(err)
	return c
}

type work struct {
	name string
	do   func()
}

func (c *country) work() []work {
	return []work{
		{"inequality, seven measures, two weightings", c.measures},
		{"Theil T and L over nested groups", c.decompose},
		{"Gini over groups (Dagum, Shapley)", c.gini},
		{"Theil T and L between groups, permutations", c.between},
		{"Moran's I, permutations", func() {
			for t, x := range c.perHead {
				must(c.weights.Moran(x, permutations, uint64(t)))
			}
		}},
		{"local Moran's I of all, permutations", func() {
			for t, x := range c.perHead {
				must(c.weights.Local(x, permutations, uint64(t)))
			}
		}},
		{"convergence, primacy, rank and size, mobility", c.dynamics},
		{"convergence clubs", c.clubs},
		{"quotients, specialisation, shift–share", c.structure},
		{"similarity of all pairs", c.pairs},
	}
}

func (c *country) each(do func(x, w []float64)) {
	for t := range c.perHead {
		do(c.perHead[t], nil)
		do(c.perHead[t], c.heads[t])
	}
}

func (c *country) measures() {
	c.each(func(x, w []float64) {
		must(inequality.TheilT(x, w))
		must(inequality.TheilL(x, w))
		must(inequality.Gini(x, w))
		must(inequality.CV(x, w))
		must(inequality.Hoover(x, w))
		must(inequality.SDLog(x, w))
		must(inequality.Atkinson(x, w, 0.5))
	})
}

func (c *country) decompose() {
	c.each(func(x, w []float64) {
		must(inequality.Decompose(x, w, 1, c.province, c.circle))
		must(inequality.Decompose(x, w, 0, c.province, c.circle))
	})
}

func (c *country) gini() {
	c.each(func(x, w []float64) { must(inequality.DecomposeGini(x, w, c.province)) })
}

func (c *country) between() {
	c.each(func(x, w []float64) {
		must(inequality.BetweenTest(x, w, 1, c.province, permutations, 1))
		must(inequality.BetweenTest(x, w, 0, c.province, permutations, 1))
	})
}

func (c *country) dynamics() {
	var span []int
	var spread []float64
	classes := make([][]int, counties)
	for t, x := range c.perHead {
		span, spread = append(span, t), append(spread, must(inequality.SDLog(x, nil)))
		must(regional.Primacy(c.heads[t], 4))
		must(regional.FitRankSize(c.heads[t], 0.5))
		mean := 0.0
		for _, v := range x {
			mean += v / counties
		}
		for i, v := range x {
			classes[i] = append(classes[i], min(3, int(2*v/mean)))
		}
	}
	must(regional.SigmaTrend(span, spread))
	must(regional.MarkovOf(classes, 4))
	for t := 1; t < years; t++ {
		must(regional.Beta(c.perHead[0], c.perHead[t], t))
	}
}

func (c *country) clubs() {
	paths := make([][]float64, counties)
	for i := range paths {
		for _, x := range c.perHead {
			paths[i] = append(paths[i], x[i])
		}
	}
	must(regional.ConvergenceClubs(paths, 1.0/3))
}

func (c *country) structure() {
	nation := make([][]float64, years)
	for t := range years {
		nation[t] = make([]float64, industries)
		for i := range counties {
			for k, v := range c.jobs[t][i] {
				nation[t][k] += v
			}
		}
		_, _, err := regional.LocationQuotients(c.jobs[t])
		check(err)
		for i, own := range c.jobs[t] {
			must(regional.Krugman(own, nation[t]))
			must(regional.TheilSpecialisation(own, nation[t]))
			must(regional.ShiftShareOf(c.jobs[0][i], own, nation[0], nation[t]))
		}
	}
}

func (c *country) pairs() {
	for t := range years {
		for i, a := range c.jobs[t] {
			for _, b := range c.jobs[t][:i] {
				must(regional.Similarity(a, b))
			}
		}
	}
}

// processor returns seconds of processor time, of the user, that do takes.
func processor(do func()) float64 {
	before := used()
	do()
	return (used() - before).Seconds()
}

func used() time.Duration {
	var u syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano())
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
