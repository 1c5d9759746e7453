package forecast

import (
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
)

// Outcome is a past forecast beside what came: the calendar of a series' forecasts is a row of them.
type Outcome struct {
	Origin        int // index of the first value the forecast did not know
	Step          int // steps ahead, from 1: the value has index Origin + Step − 1
	Value         float64
	Median        float64
	Low80, High80 float64
	Low95, High95 float64
	Rank          float64 // probability that was given to values of at most Value
}

// Record is how forecasts did: over all steps, and step by step.
type Record struct {
	Outcomes    []Outcome
	All         Score
	Steps       []Score // by step, from 1
	Reliability []Bin   // ten bins of the odds that were stated
	Attainment  float64 // calibration error of the odds: mean distance of stated and true, weighted by bins
}

// Score sums up outcomes. Without outcomes N is 0 and the figures are Missing.
type Score struct {
	N                int
	Cover80, Cover95 float64 // shares of values inside the intervals
	MASE             float64 // mean absolute error in mean absolute (seasonal) steps of the known values
	Brier            float64 // mean squared error of the odds of the targets of Targets
}

// Bin holds the odds stated within one tenth, and how often the event came.
type Bin struct {
	N            int
	Stated, Came float64 // means; Missing when N is 0
}

// Targets are the events the odds are judged on at step h, made from known values alone: at least the last
// value, moved on by the mean step so far, plus k standard deviations of the steps times √h, for k = −2,
// −1, −½, 0, ½, 1, 2. Gaps count as steps of several.
func Targets(known []float64, h int) []Target {
	var v []float64
	for _, x := range known {
		if !measure.IsMissing(x) {
			v = append(v, x)
		}
	}
	if len(v) < 2 {
		return nil
	}
	d := differences(v)
	var mean, ss float64
	for _, x := range d {
		mean += x / float64(len(d))
	}
	for _, x := range d {
		ss += float64((x - mean) * (x - mean))
	}
	sd := math.Sqrt(ss / float64(len(d)))
	targets := make([]Target, 0, 7)
	for _, k := range []float64{-2, -1, -0.5, 0, 0.5, 1, 2} {
		at := v[len(v)-1] + float64(mean*float64(h)) + float64(float64(k*sd)*math.Sqrt(float64(h)))
		targets = append(targets, AtLeast(at))
	}
	return targets
}

// Backtest forecasts a series from every point of its past that has at least MinPoints usable values
// behind it, at most the given number of points (the latest; 0 for all), over up to horizon steps, and
// compares with what came. Breaks after a point and Events are not known at it. The error is that of
// Make at the end of the series, or TooFew when no point has a value after it.
func Backtest(s Series, horizon, points int, o Options) (*Record, error) {
	if _, err := Make(s, horizon, o); err != nil {
		return nil, err
	}
	var t Tally
	n := len(s.Values)
	first := MinPoints
	if points > 0 {
		first = max(first, n-points)
	}
	for origin := first; origin < n; origin++ {
		past := s
		past.Values, past.Events = s.Values[:origin], nil
		past.Breaks = slices.DeleteFunc(slices.Clone(s.Breaks), func(b int) bool { return b >= origin })
		f, err := Make(past, min(horizon, n-origin), o)
		if err != nil {
			continue // too few values this early
		}
		t.Add(past, f, s.Values[origin:])
	}
	if len(t.outcomes) == 0 {
		return nil, TooFew{Usable: MinPoints, Needed: MinPoints + 1}
	}
	return t.Record(), nil
}

// Tally gathers outcomes, of one series or many. Its zero value is ready; it is not safe for concurrent
// use.
type Tally struct {
	outcomes []Outcome
	scaled   []float64   // absolute errors in units of MASE, for each outcome; Missing where undefined
	odds     []statement // seven for each outcome
}

type statement struct {
	outcome int
	odds    float64
	came    bool
}

// Add compares a forecast made from past with the values that came from its first step on.
func (t *Tally) Add(past Series, f *Forecast, came []float64) {
	scale := meanStep(past.Values, max(past.Season, 1))
	for i, v := range came {
		h := i + 1
		if h > f.Horizon {
			break
		}
		if measure.IsMissing(v) {
			continue
		}
		o := Outcome{Origin: len(past.Values), Step: h, Value: v, Median: f.Median(h), Rank: f.CDF(h, v)}
		o.Low80, o.High80 = f.Interval(h, 0.80)
		o.Low95, o.High95 = f.Interval(h, 0.95)
		for _, target := range Targets(past.Values, h) {
			t.odds = append(t.odds, statement{len(t.outcomes), f.Odds(h, target), target.Met(v)})
		}
		t.outcomes = append(t.outcomes, o)
		t.scaled = append(t.scaled, math.Abs(v-o.Median)/scale)
	}
}

// meanStep is the mean absolute seasonal step, Missing when there is none or it is zero.
func meanStep(y []float64, m int) float64 {
	var sum float64
	count := 0
	for i := m; i < len(y); i++ {
		if d := math.Abs(y[i] - y[i-m]); !measure.IsMissing(d) {
			sum += d
			count++
		}
	}
	if !(sum > 0) {
		return measure.Missing
	}
	return sum / float64(count)
}

// Record sums up what was gathered.
func (t *Tally) Record() *Record {
	r := &Record{Outcomes: t.outcomes, Reliability: make([]Bin, 10)}
	longest := 0
	for _, o := range t.outcomes {
		longest = max(longest, o.Step)
	}
	r.All = t.score(func(Outcome) bool { return true })
	for h := 1; h <= longest; h++ {
		r.Steps = append(r.Steps, t.score(func(o Outcome) bool { return o.Step == h }))
	}
	for _, s := range t.odds {
		b := &r.Reliability[min(int(s.odds*10), 9)]
		b.N++
		b.Stated += s.odds
		if s.came {
			b.Came++
		}
	}
	for i := range r.Reliability {
		b := &r.Reliability[i]
		b.Stated, b.Came = b.Stated/float64(b.N), b.Came/float64(b.N) // 0/0 is Missing
		if b.N > 0 {
			r.Attainment += float64(math.Abs(b.Stated-b.Came) * (float64(b.N) / float64(len(t.odds))))
		}
	}
	return r
}

func (t *Tally) score(of func(Outcome) bool) Score {
	var s Score
	var in80, in95, scaled, brier float64
	errors, stated := 0, 0
	for i, o := range t.outcomes {
		if !of(o) {
			continue
		}
		s.N++
		if o.Value >= o.Low80 && o.Value <= o.High80 {
			in80++
		}
		if o.Value >= o.Low95 && o.Value <= o.High95 {
			in95++
		}
		if !measure.IsMissing(t.scaled[i]) {
			scaled += t.scaled[i]
			errors++
		}
	}
	for _, a := range t.odds {
		if of(t.outcomes[a.outcome]) {
			miss := a.odds
			if a.came {
				miss = 1 - a.odds
			}
			brier += float64(miss * miss)
			stated++
		}
	}
	n := float64(s.N)
	s.Cover80, s.Cover95 = in80/n, in95/n
	s.MASE, s.Brier = scaled/float64(errors), brier/float64(stated) // 0/0 is Missing
	return s
}
