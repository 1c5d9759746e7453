// Command forecast measures method/forecast beside R's forecast package on the series of forecasting
// competitions, in the same run. The series are public and not part of this repository: README.md says
// where they are.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/yipanqi/yipanqi/method/forecast"
	"golang.org/x/sync/errgroup"
)

func main() {
	log.SetFlags(0)
	data := flag.String("data", "", "directory with NAME_FREQUENCY_dataset.tsf")
	names := flag.String("sets", "m3_yearly,m3_quarterly,m3_monthly,m3_other", "data sets to measure")
	limit := flag.Int("limit", 0, "measure only so many series of each set, evenly spread")
	last := flag.Int("last", 0, "forecast from the last so many values only")
	peer := flag.String("peer", "run", "run R, or read a directory of its earlier answers, or none")
	table := flag.String("table", "", "write the calibration learnt from the sets to this Go file")
	many := flag.Int("many", 0, "also time so many annual series on all processors, those of the first set over and over")
	known := flag.Bool("check", false, "only compare likelihoods with R's")
	flag.Parse()
	if *known {
		if err := check(); err != nil {
			log.Fatal(err)
		}
		return
	}
	var sets []*set
	for _, name := range strings.Split(*names, ",") {
		s, err := load(*data, name, *limit, *last)
		if err != nil {
			log.Fatal(err)
		}
		sets = append(sets, s)
	}
	for _, s := range sets {
		if err := s.forecast(); err != nil {
			log.Fatal(err)
		}
		if err := s.askPeer(*peer); err != nil {
			log.Fatal(err)
		}
	}
	if *table != "" {
		if err := writeTable(*table, sets); err != nil {
			log.Fatal(err)
		}
	}
	for _, s := range sets {
		if err := report(s, sets); err != nil {
			log.Fatal(err)
		}
	}
	if err := reportTogether(sets); err != nil {
		log.Fatal(err)
	}
	if *many > 0 {
		if err := timeMany(sets[0], *many); err != nil {
			log.Fatal(err)
		}
	}
}

// timeMany forecasts many series on all processors.
func timeMany(s *set, many int) error {
	start, spent := time.Now(), processorTime()
	var g errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		g.Go(func() error {
			for i := w; i < many; i += workers {
				f, err := forecast.Make(s.series[i%len(s.series)].known, s.horizon, forecast.Options{})
				if err != nil {
					return err
				}
				for h := 1; h <= s.horizon; h++ {
					f.Interval(h, 0.80)
					f.Interval(h, 0.95)
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	fmt.Printf("\n%d series like %s: %.1f s by the clock, %.1f s of %d processors\n", many, s.name,
		time.Since(start).Seconds(), (processorTime() - spent).Seconds(), workers)
	return nil
}

// forecast makes every forecast of the pool, on all processors, and times them on one.
func (s *set) forecast() error {
	s.ours = make([]*forecast.Forecast, len(s.series))
	s.errors = make([][]forecast.Error, len(s.series))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, x := range s.series {
		g.Go(func() (err error) {
			past := x.known
			s.ours[i], err = forecast.Make(past, s.horizon, forecast.Options{})
			if err != nil {
				return fmt.Errorf("%s %s: %w", s.name, x.id, err)
			}
			past.Values = slices.Concat(x.known.Values, x.came)
			s.errors[i] = forecast.Errors(past, s.horizon, 1, forecast.Pool)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	start := processorTime()
	for _, x := range s.series {
		f, err := forecast.Make(x.known, s.horizon, forecast.Options{})
		if err != nil {
			return err
		}
		for h := 1; h <= s.horizon; h++ {
			f.Interval(h, 0.80)
			f.Interval(h, 0.95)
		}
	}
	s.ms = (processorTime() - start).Seconds() * 1000 / float64(len(s.series))
	return nil
}

// calibrated returns the forecasts of s, each under the calibration that of gives for its index.
func (s *set) calibrated(of func(i int) *forecast.Calibration) (predictions, error) {
	out := make(predictions, len(s.ours))
	for i, f := range s.ours {
		g, err := f.With(of(i))
		if err != nil {
			return nil, err
		}
		out[i] = oursPrediction{g}
	}
	return out, nil
}

const folds = 5

// acrossFolds learns, for every fold, from the other folds of the set.
func (s *set) acrossFolds() (predictions, error) {
	var fitted [folds]*forecast.Calibration
	for fold := range folds {
		var errs []forecast.Error
		for i, e := range s.errors {
			if i%folds != fold {
				errs = append(errs, e...)
			}
		}
		c, err := forecast.Fit("other folds", errs)
		if err != nil {
			return nil, err
		}
		fitted[fold] = c
	}
	return s.calibrated(func(i int) *forecast.Calibration { return fitted[i%folds] })
}

// from learns from another set and keeps the common curve.
func (s *set) from(other *set) (predictions, error) {
	c, err := forecast.Fit(other.name, slices.Concat(other.errors...))
	if err != nil {
		return nil, err
	}
	c = c.Common()
	return s.calibrated(func(int) *forecast.Calibration { return c })
}

func writeTable(path string, sets []*set) error {
	var errs []forecast.Error
	for _, s := range sets {
		errs = append(errs, slices.Concat(s.errors...)...)
	}
	c, err := forecast.Fit("", errs)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("package forecast\n\n// Code generated by bench/forecast -table; DO NOT EDIT.\n\n")
	b.WriteString("// m3Curves are the quantiles of the pool's errors on the M3 series, computed by bench/forecast.\n")
	b.WriteString("var m3Curves = []Curve{\n")
	for _, k := range c.Curves {
		fmt.Fprintf(&b, "\t{Season: %d, Step: %d, Errors: %d, Z: []float64{\n", k.Season, k.Step, k.Errors)
		for i, z := range k.Z {
			if i%9 == 0 {
				b.WriteString("\t\t")
			}
			fmt.Fprintf(&b, "%.4f,", z)
			if i%9 == 8 {
				b.WriteString("\n")
			} else {
				b.WriteString(" ")
			}
		}
		b.WriteString("\t}},\n")
	}
	b.WriteString("}\n")
	return os.WriteFile(path, []byte(b.String()), 0o644)
}
