package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sys/unix"

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

// cost is what something took: by the clock, and of processor time in all threads, which tells more
// on a machine that is shared.
type cost struct{ wall, cpu time.Duration }

// processor reads a clock of processor time: unix.CLOCK_PROCESS_CPUTIME_ID or CLOCK_THREAD_CPUTIME_ID.
func processor(clock int32) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(clock, &t); err != nil {
		panic(err) // no such thing as a failure with a valid clock
	}
	return time.Duration(t.Nano())
}

// best returns the lowest cost of some runs of f.
func best(runs int, f func() error) (cost, error) {
	lowest := cost{math.MaxInt64, math.MaxInt64}
	for range runs {
		start, used := time.Now(), processor(unix.CLOCK_PROCESS_CPUTIME_ID)
		if err := f(); err != nil {
			return cost{}, err
		}
		lowest.wall = min(lowest.wall, time.Since(start))
		lowest.cpu = min(lowest.cpu, processor(unix.CLOCK_PROCESS_CPUTIME_ID)-used)
	}
	return lowest, nil
}

// evaluateOurs times a full evaluation of counties alone and sums up every formula's values.
func evaluateOurs(s size) (cost, []sum, error) {
	e, err := engine(s, false)
	if err != nil {
		return cost{}, nil, err
	}
	took, err := best(3, func() error { return e.Recompute(context.Background()) })
	if err != nil {
		return cost{}, nil, err
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
	full          cost            // of an evaluation of everything
	held          uint64          // bytes of memory
	wall, cpu     []time.Duration // of each update, ascending
	rows, targets float64         // recomputed, mean
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

	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for k := range n {
		o := s.change(uint64(k))
		start, used := time.Now(), processor(unix.CLOCK_THREAD_CPUTIME_ID)
		stats := e.Apply(evaluate.Changes{Hold: []fact.Observation{o}})
		u.wall = append(u.wall, time.Since(start))
		u.cpu = append(u.cpu, processor(unix.CLOCK_THREAD_CPUTIME_ID)-used)
		u.rows += float64(stats.Rows) / float64(n)
		u.targets += float64(stats.Targets) / float64(n)
	}
	slices.Sort(u.wall)
	slices.Sort(u.cpu)
	return u, nil
}

// change is the k-th changed fact.
func (s size) change(k uint64) fact.Observation {
	pick := func(i uint64, among int) int { return int(random(s.seed, 7, k, i) % uint64(among)) }
	return fact.Observation{Indicator: indicatorID(pick(0, s.observed)), Area: countyID(pick(1, s.counties)),
		Period: measure.Period{Freq: measure.Month, Ord: int32(firstYear*12 + pick(2, s.months()))},
		Value:  float64(pick(3, 1000)) + 0.5, Status: measure.Normal}
}
