// Command air measures the annual figures of air quality from a Parquet file of hourly readings,
// beside DuckDB on the same file: for every station and city valid and good days, mean, percentile
// and days above the limit of six pollutants, and the region's ratio of good days. Both sides'
// results are compared before anything is printed as measured.
//
// The readings are synthetic and seeded; they describe no place.
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/air"
)

// year is the first synthetic year; it is judged by the edition of its time.
const year = 2014

func main() {
	scale := flag.String("scale", "small", "small: 112 stations; full: 1168 stations, 61 million readings")
	seed := flag.Uint64("seed", 1, "of the synthetic readings")
	years := flag.Int("years", 1, "how many years to compute one after the other, without the peer beyond the first")
	encoding := flag.String("encoding", "dictionary", "of the readings: dictionary, plain or delta")
	codec := flag.String("codec", "snappy", "snappy, zstd or none")
	flag.Parse()
	form, err := formatOf(*encoding, *codec)
	if err != nil {
		log.Fatal(err)
	}
	stations := 112
	if *scale == "full" {
		stations = 1168
	}
	dir, err := os.MkdirTemp("", "air")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	b := &bench{dir: dir, form: form, stations: stations, seed: *seed, workers: runtime.NumCPU()}
	if err := b.run(*years); err != nil {
		os.RemoveAll(dir)
		log.Fatal(err)
	}
}

type bench struct {
	dir      string
	form     format
	stations int
	seed     uint64
	workers  int
}

func (b *bench) run(years int) error {
	e := air.ForDate(measure.DateOf(year, 1, 1))
	fmt.Printf("edition %s, %d workers, synthetic, seed %d\n", e.ID, b.workers, b.seed)
	path := b.path(year)
	if err := writeYear(path, b.form, b.stations, year, b.seed); err != nil {
		return err
	}
	if err := describe(path, b.stations); err != nil {
		return err
	}
	if err := b.beside(e, path); err != nil {
		return err
	}
	if years > 1 {
		return b.longRun(e, years)
	}
	return nil
}

func (b *bench) path(year int) string { return filepath.Join(b.dir, fmt.Sprintf("%d.parquet", year)) }

// beside times both sides in turn on the same file.
func (b *bench) beside(e *air.Edition, path string) error {
	d, err := openDuck(e, b.workers)
	if err != nil {
		return err
	}
	defer d.db.Close()
	var ours *figures
	var theirs *duckFigures
	source := fmt.Sprintf("read_parquet('%s')", path)
	ourFile, duckFile := duel(
		func() (err error) { ours, err = fromFile(e, year, b.workers, b.stations, path); return err },
		func() (err error) { theirs, err = d.figures(source); return err })
	if err := compare(e, ours, theirs); err != nil {
		return err
	}
	hours, err := load(b.workers, b.stations, path)
	if err != nil {
		return err
	}
	if err := d.load(path); err != nil {
		return err
	}
	ourMemory, duckMemory := duel(
		func() error { ours = fromHours(e, year, b.workers, hours); return nil },
		func() (err error) { theirs, err = d.figures("readings"); return err })
	if err := compare(e, ours, theirs); err != nil {
		return err
	}
	readings := 0
	for _, h := range hours {
		for _, v := range h.Value {
			readings += len(v)
		}
	}
	fmt.Printf("%d readings; both sides agree on every figure\n", readings)
	report("from Parquet, air", ourFile, readings, duckFile)
	report("from Parquet, DuckDB", duckFile, readings, duckFile)
	report("loaded, air", ourMemory, readings, duckMemory)
	report("loaded, DuckDB", duckMemory, readings, duckMemory)
	b.kernel(e, hours, readings)
	return nil
}

// kernel compares computing with reading every byte once and doing nothing with it.
func (b *bench) kernel(e *air.Edition, hours []*air.Hours, readings int) {
	pass := best(9, func() error { sink = onePass(b.workers, hours); return nil })
	compute := best(9, func() error { fromHours(e, year, b.workers, hours); return nil })
	fmt.Printf("one pass over %.0f MB: %.1f ms, %.1f GB/s; all figures: %.1f ms, %.1f times one pass\n",
		float64(4*readings)/1e6, ms(pass), float64(4*readings)/pass.Seconds()/1e9, ms(compute), compute.Seconds()/pass.Seconds())
}

var sink int32

// longRun computes years one after the other and prints time and memory.
func (b *bench) longRun(e *air.Edition, years int) error {
	for y := year + 1; y < year+years; y++ {
		if err := writeYear(b.path(y), b.form, b.stations, y, b.seed); err != nil {
			return err
		}
	}
	runtime.GC()
	start := time.Now()
	for y := year; y < year+years; y++ {
		if _, err := fromFile(air.ForDate(measure.DateOf(y, 1, 1)), y, b.workers, b.stations, b.path(y)); err != nil {
			return err
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Printf("after %2d years: %6.2f s, %4.0f MB from the system\n", y-year+1, time.Since(start).Seconds(),
			float64(m.Sys-m.HeapReleased)/1e6)
	}
	return nil
}

// duel runs both in turn and returns the best time of each.
func duel(ours, theirs func() error) (a, b time.Duration) {
	a, b = math.MaxInt64, math.MaxInt64
	for range 3 {
		a = min(a, best(1, ours))
		b = min(b, best(1, theirs))
	}
	return a, b
}

func best(n int, f func() error) time.Duration {
	quickest := time.Duration(math.MaxInt64)
	for range n {
		start := time.Now()
		if err := f(); err != nil {
			log.Fatal(err)
		}
		quickest = min(quickest, time.Since(start))
	}
	return quickest
}

func report(name string, took time.Duration, readings int, peer time.Duration) {
	fmt.Printf("%-24s %8.1f ms  %7.1f M readings/s  %6.1f ×\n", name, ms(took),
		float64(readings)/took.Seconds()/1e6, peer.Seconds()/took.Seconds())
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }
