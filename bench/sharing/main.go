// Command sharing holds package sharing beside Octave and SciPy on the same games in the same run: exact
// Shapley values, nucleoli by a chain of linear programs with HiGHS, and sampled Shapley values beside closed
// forms. Times are of processor, the least of some repeats.
//
//	go run ./sharing [-octave octave-cli] [-python python3] [-mattugames DIR]
//
// The directory is one with ShapleyValue.m of MatTuGames, which is then run too.
package main

import (
	"bytes"
	_ "embed"
	"flag"
	"fmt"
	"log"
	"math"
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/yipanqi/yipanqi/method/random"
	"github.com/yipanqi/yipanqi/method/sharing"
)

//go:embed shapley.octave
var octaveScript []byte

//go:embed chain.py
var pythonScript []byte

var (
	octave     = flag.String("octave", "octave-cli", "program")
	python     = flag.String("python", "python3", "program with SciPy")
	mattugames = flag.String("mattugames", "", "directory of MatTuGames")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	runtime.GOMAXPROCS(1)
	dir, err := os.MkdirTemp("", "sharing")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	shapley(dir)
	nucleolus(dir)
	sampled()
}

// games are tables of whole numbers: nothing alone, and to larger coalitions up to so much for each
// player.
func game(n int, seed uint64) []float64 {
	source := random.New(seed)
	v := make([]float64, 1<<n)
	for c := range v {
		if size := bits.OnesCount(uint(c)); size > 1 {
			v[c] = float64(1 + source.IntN(100*size))
		}
	}
	v[len(v)-1] = float64(100*(n-2) + source.IntN(201))
	return v
}

func tableOf(v []float64) *sharing.Game {
	g, err := sharing.NewTable(make([]string, bits.Len(uint(len(v)))-1), sharing.Benefit, v)
	if err != nil {
		log.Fatal(err)
	}
	return g
}

// processor returns the least processor time of some repeats.
func processor(repeats int, f func()) time.Duration {
	least := time.Duration(math.MaxInt64)
	for range repeats {
		var before, after syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &before)
		f()
		syscall.Getrusage(syscall.RUSAGE_SELF, &after)
		least = min(least, time.Duration(after.Utime.Nano()+after.Stime.Nano()-before.Utime.Nano()-before.Stime.Nano()))
	}
	return least
}

// many repeats what is too short for the clock of the processor.
func many(times int, f func()) time.Duration {
	return processor(5, func() {
		for range times {
			f()
		}
	}) / time.Duration(times)
}

func write(dir, name string, v []float64) string {
	var b bytes.Buffer
	for _, x := range v[1:] {
		fmt.Fprintln(&b, x)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		log.Fatal(err)
	}
	return path
}

func run(name string, args ...string) []string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		fmt.Printf("%s: %v: not compared\n", name, err)
		return nil
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func numbers(words []string) []float64 {
	list := make([]float64, len(words))
	for i, w := range words {
		x, err := strconv.ParseFloat(w, 64)
		if err != nil {
			log.Fatal(err)
		}
		list[i] = x
	}
	return list
}

func furthest(a, b []float64) (most float64) {
	for i := range a {
		most = max(most, math.Abs(a[i]-b[i]))
	}
	return most
}

func shapley(dir string) {
	fmt.Println("exact Shapley value, table of whole numbers")
	script := filepath.Join(dir, "shapley.m")
	if err := os.WriteFile(script, octaveScript, 0o600); err != nil {
		log.Fatal(err)
	}
	for _, n := range []int{12, 16, 20, 24} {
		g := tableOf(game(n, 1))
		var a sharing.Allocation
		times := max(1, 1<<20>>n)
		ours := many(times, func() { a, _ = sharing.Shapley(g) })
		fmt.Printf("  %d players  ours %v\n", n, ours)
		if n > 16 {
			continue
		}
		args := []string{script, write(dir, "v.txt", game(n, 1)), "9"}
		if *mattugames != "" {
			args = append(args, *mattugames)
		}
		for _, line := range run(*octave, args...) {
			words := strings.Fields(line)
			x := numbers(words[1:])
			fmt.Printf("    Octave, %-10s %8.2f ms  × %.0f  differs by %.1e\n", words[0], x[0]*1e3,
				x[0]/ours.Seconds(), furthest(a.Shares, x[1:]))
		}
	}
}

func nucleolus(dir string) {
	fmt.Println("nucleolus, ours with certificate, beside a chain of programs with HiGHS")
	script := filepath.Join(dir, "chain.py")
	if err := os.WriteFile(script, pythonScript, 0o600); err != nil {
		log.Fatal(err)
	}
	for _, n := range []int{5, 8, 10, 12} {
		const count = 10
		args, ours, shares := []string{script}, time.Duration(0), [][]float64(nil)
		for seed := range uint64(count) {
			v := game(n, seed)
			args = append(args, write(dir, fmt.Sprint("v", seed, ".txt"), v))
			g := tableOf(v)
			var a sharing.Allocation
			ours += many(10, func() { a, _ = sharing.Nucleolus(g) })
			if !a.Certificate.Valid {
				log.Fatalf("%d players, seed %d: no certificate", n, seed)
			}
			shares = append(shares, a.Shares)
		}
		fmt.Printf("  %d players, mean of %d games  ours %v\n", n, count, ours/count)
		theirs, off, wrong := 0.0, 0.0, 0
		lines := run(*python, args...)
		for k, line := range lines {
			x := numbers(strings.Fields(line))
			theirs += x[0]
			off = max(off, furthest(shares[k], x[1:1+n]))
			if furthest(shares[k], x[1+n:]) > 1e-6 {
				wrong++
			}
		}
		if len(lines) > 0 {
			fmt.Printf("    HiGHS %.2f ms  × %.0f  differs by %.1e; one program alone is wrong in %d of %d\n",
				theirs*1e3/count, theirs/ours.Seconds(), off, wrong, count)
		}
	}
	for _, n := range []int{15, 20} {
		g := tableOf(game(n, 1))
		fmt.Printf("  %d players  ours %v\n", n, processor(3, func() { sharing.Nucleolus(g) }))
	}
}

func sampled() {
	fmt.Println("sampled Shapley value of 44 players, default sample, beside closed forms; worst of 5 games")
	for _, kind := range []string{"airport", "voting"} {
		own, whole, held, took := 0.0, 0.0, 0, time.Duration(0)
		for seed := range uint64(5) {
			g := large(kind, seed)
			exact, err := sharing.Shapley(g)
			if err != nil {
				log.Fatal(err)
			}
			var a sharing.Allocation
			took += processor(1, func() { a, err = sharing.SampleShapley(g, sharing.Sampling{Seed: seed}) })
			if err != nil {
				log.Fatal(err)
			}
			for i, want := range exact.Shares {
				own = max(own, math.Abs(a.Shares[i]/want-1))
				whole = max(whole, math.Abs(a.Shares[i]-want)/g.Total())
				if a.Low[i] <= want && want <= a.High[i] {
					held++
				}
			}
		}
		fmt.Printf("  %-8s %.2f %% of the player's own share, %.3f %% of the whole; %.1f %% of intervals at 95 %% hold; %v\n",
			kind, 100*own, 100*whole, 100*float64(held)/220, took/5)
	}
}

func large(kind string, seed uint64) *sharing.Game {
	source := random.New(seed)
	costs, weights, sum := make([]float64, 44), make([]int64, 44), int64(0)
	for i := range costs {
		costs[i], weights[i] = float64(10+source.IntN(990)), int64(1+source.IntN(50))
		sum += weights[i]
	}
	g, err := sharing.NewVoting(make([]string, 44), weights, sum/2+1)
	if kind == "airport" {
		g, err = sharing.NewAirport(make([]string, 44), costs)
	}
	if err != nil {
		log.Fatal(err)
	}
	return g
}
