// Command sensitivity computes the Sobol' indices of the Ishigami function with SALib and with ours, each
// with its bands, and holds both against the exact values.
//
//	go run ./sensitivity -salib DIR [-points 65536]
//
// DIR holds the Python package SALib, and python3 must have NumPy, SciPy and pandas.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/yipanqi/yipanqi/method/sensitivity"
)

// exact are the indices of Ishigami's function with a = 7 and b = 0.1.
var exact = struct{ first, total [3]float64 }{[3]float64{0.3139051911, 0.4424111448, 0},
	[3]float64{0.5575888552, 0.4424111448, 0.2436836641}}

func main() {
	log.SetFlags(0)
	salib := flag.String("salib", "", "the directory with the package SALib")
	python := flag.String("python", "python3", "the interpreter")
	points := flag.Int("points", 65536, "base points")
	flag.Parse()
	if *salib == "" {
		log.Fatal("usage: sensitivity -salib DIR [-python FILE] [-points N]")
	}
	theirs, err := runPeer(*python, *salib, *points)
	if err != nil {
		log.Fatal(err)
	}
	ours, err := runOurs(*points)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("| | clock, s | processor, s | largest error | widest half of a band | exact values within |")
	fmt.Println("|---|---|---|---|---|---|")
	for _, s := range []*study{ours, theirs} {
		worst, widest, within := s.judge()
		fmt.Printf("| %s | %.3f | %.3f | %.5f | %.5f | %d of 6 |\n", s.name, s.clock, s.processor, worst, widest, within)
	}
	fmt.Printf("\n%.0f times by the clock, %.0f by processor time\n", theirs.clock/ours.clock, theirs.processor/ours.processor)
}

// study is what one of the two found: indices and halves of their bands.
type study struct {
	name                               string
	clock, processor                   float64
	first, firstHalf, total, totalHalf []float64
}

func (s *study) judge() (worst, widest float64, within int) {
	check := func(got, half, want float64) {
		worst, widest = max(worst, math.Abs(got-want)), max(widest, half)
		if math.Abs(got-want) <= half {
			within++
		}
	}
	for i := range exact.first {
		check(s.first[i], s.firstHalf[i], exact.first[i])
		check(s.total[i], s.totalHalf[i], exact.total[i])
	}
	return worst, widest, within
}

func runPeer(python, salib string, points int) (*study, error) {
	cmd := exec.Command(python, filepath.Join("sensitivity", "salib.py"), salib, strconv.Itoa(points))
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", python, err)
	}
	var rows [][]float64
	for lines := bufio.NewScanner(strings.NewReader(string(output))); lines.Scan(); {
		var row []float64
		for _, field := range strings.Fields(lines.Text()) {
			x, err := strconv.ParseFloat(field, 64)
			if err != nil {
				return nil, err
			}
			row = append(row, x)
		}
		rows = append(rows, row)
	}
	if len(rows) != 5 {
		return nil, fmt.Errorf("SALib wrote %d lines, not 5", len(rows))
	}
	return &study{"SALib", rows[0][0], rows[0][1], rows[1], rows[2], rows[3], rows[4]}, nil
}

func runOurs(points int) (*study, error) {
	before, start := processor(), time.Now()
	plan := sensitivity.Plan{Outputs: 1, Points: points, Seed: 1,
		Factors: []sensitivity.Factor{{Name: "x1", Dims: 1}, {Name: "x2", Dims: 1}, {Name: "x3", Dims: 1}}}
	r, err := sensitivity.Run(plan, func() sensitivity.Function { return ishigami })
	if err != nil {
		return nil, err
	}
	s := &study{name: "ours", clock: time.Since(start).Seconds(), processor: processor() - before}
	for i := range plan.Factors {
		first, total := r.Outputs[0].First[i], r.Outputs[0].Total[i]
		s.first, s.firstHalf = append(s.first, first.Value), append(s.firstHalf, first.HalfWidth())
		s.total, s.totalHalf = append(s.total, total.Value), append(s.totalHalf, total.HalfWidth())
	}
	return s, nil
}

func ishigami(u, y []float64) {
	x1, x2, x3 := (2*u[0]-1)*math.Pi, (2*u[1]-1)*math.Pi, (2*u[2]-1)*math.Pi
	y[0] = math.Sin(x1) + 7*math.Sin(x2)*math.Sin(x2) + 0.1*x3*x3*x3*x3*math.Sin(x1)
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
