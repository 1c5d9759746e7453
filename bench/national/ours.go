package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

var everything = fact.AsOf{Known: measure.Forever}

// engine loads the synthetic facts and evaluates them.
func engine(s size, hierarchy bool) (*evaluate.Engine, error) {
	p, err := s.plan(hierarchy)
	if err != nil {
		return nil, err
	}
	e, err := evaluate.NewEngine(p)
	if err != nil {
		return nil, err
	}
	return e, e.Load(context.Background(), facts{s}, everything, nil)
}

// best returns the shortest time of some runs of f.
func best(runs int, f func() error) (time.Duration, error) {
	shortest := time.Duration(math.MaxInt64)
	for range runs {
		start := time.Now()
		if err := f(); err != nil {
			return 0, err
		}
		shortest = min(shortest, time.Since(start))
	}
	return shortest, nil
}

// evaluateOurs times a full evaluation of counties alone and sums up every formula's values.
func evaluateOurs(s size) (time.Duration, []sum, error) {
	e, err := engine(s, false)
	if err != nil {
		return 0, nil, err
	}
	took, err := best(3, func() error { return e.Recompute(context.Background()) })
	if err != nil {
		return 0, nil, err
	}
	r := e.Result()
	return took, s.sums(func(indicator, county int) []float64 {
		row, _, _ := r.Row(indicatorID(indicator), countyID(county))
		return row
	}), nil
}

// sum is what a formula's values come to, to see that all engines agree.
type sum struct {
	n int // values that are not missing
	x float64
}

// sums adds up every formula's values, county by county.
func (s size) sums(row func(indicator, county int) []float64) []sum {
	sums := make([]sum, s.formulas)
	for i := range sums {
		for c := range s.counties {
			for _, x := range row(s.observed+i, c) {
				if x == x {
					sums[i].n++
					sums[i].x += x
				}
			}
		}
	}
	return sums
}

// agree compares sums; engines may add in another order.
func agree(name string, got, want []sum) error {
	for i := range want {
		if got[i].n != want[i].n || math.Abs(got[i].x-want[i].x) > 1e-6*math.Abs(want[i].x)+1e-6 {
			return fmt.Errorf("%s: formula %d has %d values adding up to %g; ours has %d, %g", name, i, got[i].n,
				got[i].x, want[i].n, want[i].x)
		}
	}
	return nil
}

// updates is what one changed fact costs, with prefectures, provinces, a country and targets.
type updates struct {
	full          time.Duration // of an evaluation of everything
	held          uint64        // bytes of memory
	p50, p99, max time.Duration
	rows, targets float64 // recomputed, mean
}

func updateOurs(s size, n int) (updates, error) {
	e, err := engine(s, true)
	if err != nil {
		return updates{}, err
	}
	var u updates
	if u.full, err = best(2, func() error { return e.Recompute(context.Background()) }); err != nil {
		return u, err
	}
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	u.held = memory.HeapAlloc

	took := make([]time.Duration, n)
	for k := range took {
		o := s.change(uint64(k))
		start := time.Now()
		stats := e.Apply(evaluate.Changes{Hold: []fact.Observation{o}})
		took[k] = time.Since(start)
		u.rows += float64(stats.Rows) / float64(n)
		u.targets += float64(stats.Targets) / float64(n)
	}
	slices.Sort(took)
	u.p50, u.p99, u.max = took[n/2], took[n*99/100], took[n-1]
	return u, nil
}

// change is the k-th changed fact.
func (s size) change(k uint64) fact.Observation {
	pick := func(i uint64, among int) int { return int(random(s.seed, 7, k, i) % uint64(among)) }
	return fact.Observation{Indicator: indicatorID(pick(0, s.observed)), Area: countyID(pick(1, s.counties)),
		Period: measure.Period{Freq: measure.Month, Ord: int32(firstYear*12 + pick(2, s.months()))},
		Value:  float64(pick(3, 1000)) + 0.5, Status: measure.Normal}
}
