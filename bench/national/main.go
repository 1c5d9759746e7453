// National evaluates a synthetic country, every indicator in every county and month, with our
// engine and beside it with DuckDB, with a program written by hand, and with plain passes over as
// much memory; and it measures what one changed fact costs.
//
//	go run ./national -scale small
//	go run ./national -scale full     (needs 12 GB of memory and some minutes)
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
)

var scales = map[string]size{
	"small": {observed: 60, formulas: 140, counties: 290, years: 5, seed: 1},
	"full":  {observed: 300, formulas: 700, counties: 2900, years: 10, seed: 1},
}

func main() {
	scale := flag.String("scale", "small", "small or full")
	duckdb := flag.String("duckdb", "all", "none, wide, or all: the tidy table too, which takes longest")
	flag.Parse()
	s, ok := scales[*scale]
	if !ok {
		fmt.Fprintf(os.Stderr, "no scale %q; there are small and full\n", *scale)
		os.Exit(2)
	}
	if err := compare(s, *duckdb); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func compare(s size, duckdb string) error {
	runtime.GOMAXPROCS(2)
	fmt.Printf("synthetic country, seed %d: %d indicators (%d observed, %d formulas up to %d deep) × %d counties × %d months\n",
		s.seed, s.indicators(), s.observed, s.formulas, maxDepth, s.counties, s.months())
	fmt.Printf("%.2f GB of numbers; two threads each; best of a few runs\n\n", float64(s.bytes())/1e9)
	fmt.Printf("%-36s %10s %8s %12s %8s\n", "", "clock", "ratio", "processor", "ratio")

	ours, want, err := evaluateOurs(s)
	if err != nil {
		return err
	}
	line := func(name string, c cost) {
		fmt.Printf("%-36s %8.3f s %8.2f %10.3f s %8.2f\n", name, c.wall.Seconds(),
			c.wall.Seconds()/ours.wall.Seconds(), c.cpu.Seconds(), c.cpu.Seconds()/ours.cpu.Seconds())
	}
	line("ours, full evaluation", ours)
	debug.FreeOSMemory()

	read, copied := passes(s)
	line("one pass of memory, reading", read)
	line("one pass of memory, copying", copied)
	debug.FreeOSMemory()

	loop, got := evaluateLoop(s)
	if err := agree("loop", got, want); err != nil {
		return err
	}
	line("program written by hand", loop)
	debug.FreeOSMemory()

	if duckdb != "none" {
		if err := compareDuck(s, duckdb == "all", want, line); err != nil {
			return err
		}
	}
	u, err := updateOurs(s, 2000)
	if err != nil {
		return err
	}
	fmt.Printf("\nwith prefectures, provinces, a country and 60 targets: %.2f GB held; full evaluation %.3f s"+
		" by the clock, %.3f s of processor\n", float64(u.held)/1e9, u.full.wall.Seconds(), u.full.cpu.Seconds())
	n := len(u.wall)
	fmt.Printf("one changed fact (%.0f rows and %.1f targets recomputed on average):\n", u.rows, u.targets)
	fmt.Printf("  clock      p50 %v  p99 %v  max %v\n", u.wall[n/2], u.wall[n*99/100], u.wall[n-1])
	fmt.Printf("  processor  p50 %v  p99 %v  max %v\n", u.cpu[n/2], u.cpu[n*99/100], u.cpu[n-1])
	return nil
}

func compareDuck(s size, tidy bool, want []sum, line func(string, cost)) error {
	d, err := openDuck(s, 2)
	if err != nil {
		return err
	}
	defer d.db.Close()
	for _, v := range []struct {
		name string
		run  func() (cost, []sum, error)
		on   bool
	}{
		{"DuckDB, wide, partitioned windows", func() (cost, []sum, error) { return d.wide(byWindow) }, true},
		{"DuckDB, wide, windows in order", func() (cost, []sum, error) { return d.wide(byOrder) }, true},
		{"DuckDB, tidy", d.tidy, tidy},
	} {
		if !v.on {
			continue
		}
		took, got, err := v.run()
		if err != nil {
			return fmt.Errorf("%s: %w", v.name, err)
		}
		if err := agree(v.name, got, want); err != nil {
			return err
		}
		line(v.name, took)
	}
	return nil
}
