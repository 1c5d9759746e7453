package main

import (
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/yipanqi/yipanqi/method/forecast"
)

// processorTime is the time this process spent, in user mode and in the system for it.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// row is one method in the report of a set.
type row struct {
	name        string
	ms          float64
	predictions predictions
}

// rows lists what is compared on a set: R's methods, then ours under each calibration.
func rows(s *set, sets []*set) ([]row, error) {
	var out []row
	for _, p := range s.peers {
		out = append(out, row{p.name, p.ms, p.predictions})
	}
	inside, err := s.acrossFolds()
	if err != nil {
		return nil, err
	}
	out = append(out, row{"ours, 5 folds", s.ms, inside})
	for _, other := range sets {
		if other == s {
			continue
		}
		p, err := s.from(other)
		if err != nil {
			return nil, err
		}
		out = append(out, row{"ours, learnt on " + other.name, s.ms, p})
	}
	for _, c := range []*forecast.Calibration{forecast.Default(), forecast.Normal()} {
		p, err := s.calibrated(func(int) *forecast.Calibration { return c })
		if err != nil {
			return nil, err
		}
		out = append(out, row{"ours, " + c.Source, s.ms, p})
	}
	return out, nil
}

// report prints how every method did on a set.
func report(s *set, sets []*set) error {
	all, err := rows(s, sets)
	if err != nil {
		return err
	}
	fmt.Printf("\n%s: %d series, %d steps\n\n", s.name, len(s.series), s.horizon)
	fmt.Println("| | sMAPE | MASE | MSIS | CRPS | covers 80 % | by step | covers 95 % | by step | attainment error | " +
		"came when odds ≥ .95 | ms/series |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|")
	var first, inside score
	var peerTime float64
	for i, r := range all {
		sc := judge(s, r.predictions)
		if i == 0 {
			first = sc
		}
		if r.name == "ours, 5 folds" {
			inside = sc
		} else if i < len(s.peers) {
			peerTime += r.ms
		}
		fmt.Printf("| %s | %.3f | %.3f | %.2f | %.3f | %s | %s | %.3f | %.3f | %.2f |\n", r.name, sc.smape, sc.mase, sc.msis,
			sc.crps, cover(sc.cover80), cover(sc.cover95), sc.attainment, sc.sure, r.ms)
		if sc.answered < len(s.series) {
			fmt.Printf("(no answer for %d series)\n", len(s.series)-sc.answered)
		}
	}
	if len(s.peers) > 0 {
		fmt.Printf("\nMSIS %.2f × and attainment error %.2f × %s; its three methods take %.0f × our time\n",
			inside.msis/first.msis, inside.attainment/first.attainment, s.peers[0].name, peerTime/s.ms)
		printBins(s.peers[0].name, first.bins)
	}
	printBins("ours, 5 folds", inside.bins)
	return nil
}

// cover is the mean cover and its range over the steps.
func cover(c []float64) string {
	sum := 0.0
	for _, v := range c {
		sum += v
	}
	return fmt.Sprintf("%.1f | %.1f–%.1f", 100*sum/float64(len(c)), 100*slices.Min(c), 100*slices.Max(c))
}

func printBins(name string, bins []forecast.Bin) {
	fmt.Printf("\nReliability, %s: stated → came (count)\n", name)
	for _, b := range bins {
		fmt.Printf("  %.3f → %.3f (%d)\n", b.Stated, b.Came, b.N)
	}
}

// reportTogether prints the attainment error over all sets at once.
func reportTogether(sets []*set) error {
	fmt.Println("\nAttainment error over all sets:")
	gathered := map[string]*odds{}
	var order []string
	add := func(name string, s *set, p predictions) {
		if gathered[name] == nil {
			gathered[name] = &odds{}
			order = append(order, name)
		}
		gather(s, p, gathered[name])
	}
	for _, s := range sets {
		for _, m := range s.peers {
			add(m.name, s, m.predictions)
		}
		inside, err := s.acrossFolds()
		if err != nil {
			return err
		}
		add("ours, 5 folds", s, inside)
		shipped := forecast.Default()
		p, err := s.calibrated(func(int) *forecast.Calibration { return shipped })
		if err != nil {
			return err
		}
		add("ours, "+shipped.Source, s, p)
	}
	for _, name := range order {
		_, e, sure := gathered[name].sum()
		fmt.Printf("  %s %.3f (came when odds ≥ .95: %.3f)\n", name, e, sure)
	}
	return nil
}

func gather(s *set, p predictions, o *odds) {
	for i, x := range s.series {
		if p[i] == nil {
			continue
		}
		for h := 1; h <= s.horizon; h++ {
			for _, t := range forecast.Targets(x.known.Values, h) {
				o.add(p[i].odds(h, t), t.Met(x.came[h-1]))
			}
		}
	}
}
