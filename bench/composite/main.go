// Command composite builds the example index of the R package COINr, 51 units by 49 indicators, stage by
// stage beside COINr itself, and runs the sensitivity study of its vignette on both.
//
//	go run ./composite -library DIR [-regenerations 120] [-points 16384]
//
// DIR is the R library COINr is installed in. Its data are read from there and are not part of this
// repository.
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/yipanqi/yipanqi/method/composite"
)

const tolerance = 1e-9

func main() {
	log.SetFlags(0)
	library := flag.String("library", "", "the R library with COINr")
	regenerations := flag.Int("regenerations", 120, "of COINr's study")
	points := flag.Int("points", 16384, "base points of our study")
	flag.Parse()
	if *library == "" {
		log.Fatal("usage: composite -library DIR [-regenerations N] [-points N]")
	}
	p, err := runPeer(*library, *regenerations)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v, %d units, %d indicators\n\n", p.version, len(p.data.Rows), len(p.data.Values))
	if worst := compare(p); worst > tolerance {
		log.Fatalf("the largest difference, %.3g, is above %g", worst, tolerance)
	}
	if err := study(p, *points); err != nil {
		log.Fatal(err)
	}
}

// runPeer runs COINr and reads what it found.
func runPeer(library string, regenerations int) (*peer, error) {
	dir, err := os.MkdirTemp("", "composite")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	output := filepath.Join(dir, "peer.csv")
	cmd := exec.Command("Rscript", filepath.Join("composite", "asem.R"), library, output, strconv.Itoa(regenerations))
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("Rscript: %w", err)
	}
	return readPeer(output)
}

// nominal is the recipe of COINr's example.
func nominal() composite.Recipe {
	return composite.Recipe{
		Imputation: composite.Imputation{Method: composite.ImputeGroupMean},
		Treatment:  composite.Treatment{Method: composite.WinsoriseOrLog},
	}
}

// compare prints the largest relative difference of every stage, and returns the largest of all.
func compare(p *peer) (worst float64) {
	print := func(stage string, difference float64) {
		worst = max(worst, difference)
		fmt.Printf("%-34s %.1e\n", stage, difference)
	}
	fmt.Println("stage                              largest relative difference")
	print("denominated", p.difference("denominated", p.data.Values))
	r, err := composite.Build(p.framework, p.data, nominal())
	if err != nil {
		log.Fatal(err)
	}
	print("imputed", p.difference("imputed", r.Imputed))
	print("treated", p.difference("treated", r.Treated))
	print("normalised", p.difference("normalised", r.Normalised))
	print("aggregated, 11 groups", p.difference("aggregated", r.Scores))
	all := 0.0
	for i, treatment := range choices().Treatment {
		for j, normalise := range choices().Normalisation {
			for k, aggregation := range choices().Aggregation {
				recipe := nominal()
				recipe.Treatment, recipe.Normalise, recipe.Aggregation = treatment, normalise, aggregation
				v, err := composite.Build(p.framework, p.data, recipe)
				if err != nil {
					log.Fatal(err)
				}
				name := fmt.Sprintf("variant %d %s %s", i+1, []string{"minmax", "zscore"}[j], []string{"a_amean", "a_gmean"}[k])
				all = max(all, p.difference(name, v.Scores))
			}
		}
	}
	print("20 variants of the index", all)
	for i, unit := range []string{"AUS", "AUT", "BEL"} {
		fmt.Printf("%s %.10f\n", unit, r.Scores[p.framework.Top()][i])
	}
	return worst
}

// choices are those of the vignette: five treatments, two normalisations, two means, and weights of pillars and
// sub-indices that may be off by a quarter.
func choices() composite.Choices {
	c := composite.Choices{
		Normalisation: []composite.Normalisation{{Low: 1, High: 100}, {Method: composite.ZScore, Mean: 10, SD: 2}},
		Aggregation:   [][]composite.Aggregation{{composite.Arithmetic}, {composite.Geometric}},
		Noise:         []float64{0, 0.25, 0.25},
	}
	for n := range 5 {
		c.Treatment = append(c.Treatment, composite.Treatment{Method: composite.WinsoriseOrLog, MaxPoints: n + 1})
	}
	return c
}

// study runs ours on one core and prints it beside COINr's.
func study(p *peer, points int) error {
	before, start := processor(), time.Now()
	s, err := composite.Vary(p.framework, p.data, nominal(), choices(),
		composite.Trial{Points: points, HalfWidth: 0.01, Seed: 1})
	if err != nil {
		return err
	}
	clock, cpu := time.Since(start).Seconds(), processor()-before
	fmt.Printf("\n| | regenerations | clock, s | processor, s | ms each | × |\n|---|---|---|---|---|---|\n")
	each, theirs := cpu/float64(s.Evaluations), p.processor/p.regenerations
	fmt.Printf("| ours | %d | %.2f | %.2f | %.4f | 1 |\n", s.Evaluations, clock, cpu, 1000*each)
	fmt.Printf("| COINr | %.0f | %.2f | %.2f | %.1f | %.0f |\n\n", p.regenerations, p.clock, p.processor, 1000*theirs,
		theirs/each)
	fmt.Printf("passed %v, widest half of a band %.4f\n\n", s.Passed, s.HalfWidth)
	fmt.Println("| | first order | band 95 % | total | band 95 % | COINr first, 5–95 % | COINr total, 5–95 % |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for i, name := range s.Factors {
		first, total, their := s.Shift.First[i], s.Shift.Total[i], p.indices[name]
		fmt.Printf("| %s | %.4f | %.4f … %.4f | %.4f | %.4f … %.4f | %.2f, %.2f … %.2f | %.2f, %.2f … %.2f |\n", name,
			first.Value, first.Low, first.High, total.Value, total.Low, total.High,
			their[0], their[1], their[2], their[3], their[4], their[5])
	}
	return nil
}

// processor is the time this process has used, in seconds.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(u.Utime) + seconds(u.Stime)
}

// difference is the largest difference from a stage of the peer, relative to values above 1.
func (p *peer) difference(stage string, columns [][]float64) (worst float64) {
	if len(p.stages[stage]) == 0 {
		log.Fatalf("the peer has no stage %q", stage)
	}
	for code, want := range p.stages[stage] {
		node, ok := p.framework.Find(code)
		if !ok {
			log.Fatalf("the framework has no %s", code)
		}
		for r, x := range want {
			got := columns[node][r]
			if math.IsNaN(got) != math.IsNaN(x) {
				return math.Inf(1)
			}
			if !math.IsNaN(x) {
				worst = max(worst, math.Abs(got-x)/max(math.Abs(x), 1))
			}
		}
	}
	return worst
}
