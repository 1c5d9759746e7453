package forecast_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/forecast"
	"github.com/yipanqi/yipanqi/method/random"
	"pgregory.net/rapid"
)

// grown is a synthetic series: n values that grow by about 4 % a step, seeded.
func grown(n int, seed uint64) []float64 {
	r := random.New(seed)
	y := make([]float64, n)
	level := 100.0
	for i := range y {
		level *= 1.04 + 0.03*r.Normal()
		y[i] = level
	}
	return y
}

func must(t *testing.T, s forecast.Series, horizon int, o forecast.Options) *forecast.Forecast {
	t.Helper()
	f, err := forecast.Make(s, horizon, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestSameBitsEverywhere(t *testing.T) {
	f := must(t, forecast.Series{Values: grown(25, 1)}, 10, forecast.Options{})
	low, high := f.Interval(10, 0.80)
	got := fmt.Sprintf("%x %x %x %x", f.Median(10), low, high, f.Odds(10, forecast.AtLeast(400)))
	if want := goldenBits; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDegenerateSeriesHaveStatedAnswers(t *testing.T) {
	gap := measure.Missing
	for _, c := range []struct {
		name   string
		series forecast.Series
		want   error
	}{
		{"empty", forecast.Series{}, forecast.TooFew{Usable: 0, Needed: 5}},
		{"one point", forecast.Series{Values: []float64{3}}, forecast.TooFew{Usable: 1, Needed: 5}},
		{"all missing", forecast.Series{Values: []float64{gap, gap, gap, gap, gap, gap}},
			forecast.TooFew{Usable: 0, Needed: 5}},
		{"four of six", forecast.Series{Values: []float64{1, gap, 2, 3, gap, 4}}, forecast.TooFew{Usable: 4, Needed: 5}},
		{"negative amount", forecast.Series{Values: []float64{1, 2, -3, 4, 5}, Scale: forecast.NonNegative()},
			forecast.OutOfBounds{Index: 2, Value: -3, Low: 0, High: math.Inf(1)}},
		{"share above 100", forecast.Series{Values: []float64{1, 2, 3, 4, 101}, Scale: forecast.Bounded(0, 100)},
			forecast.OutOfBounds{Index: 4, Value: 101, Low: 0, High: 100}},
		{"infinite", forecast.Series{Values: []float64{1, 2, math.Inf(1), 4, 5}},
			forecast.OutOfBounds{Index: 2, Value: math.Inf(1), Low: -math.MaxFloat64, High: math.MaxFloat64}},
		{"no room", forecast.Series{Values: []float64{1, 1, 1, 1, 1}, Scale: forecast.Bounded(5, 5)},
			forecast.BadScale{Low: 5, High: 5}},
	} {
		if _, err := forecast.Make(c.series, 3, forecast.Options{}); err != c.want {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	var arg forecast.BadArgument
	for _, h := range []int{0, -1, forecast.MaxHorizon + 1} {
		if _, err := forecast.Make(forecast.Series{Values: grown(9, 1)}, h, forecast.Options{}); !errors.As(err, &arg) {
			t.Errorf("horizon %d: %v", h, err)
		}
	}
}

func TestConstantSeriesIsAPoint(t *testing.T) {
	for _, v := range []float64{7, 0, -2} {
		for _, m := range forecast.Methods {
			f := must(t, forecast.Series{Values: slices.Repeat([]float64{v}, 12), Season: 4}, 3, forecast.Options{Method: m})
			low, high := f.Interval(3, 0.95)
			if math.Abs(low-v) > 1e-12 || math.Abs(high-v) > 1e-12 || !slices.Contains(f.Notes, forecast.Constant) {
				t.Errorf("%q of %g: %g … %g, %v", m, v, low, high, f.Notes)
			}
			at := f.Median(3)
			for _, c := range []struct {
				target forecast.Target
				want   float64
			}{{forecast.AtLeast(at), 1}, {forecast.AtLeast(at + 1), 0}, {forecast.AtMost(at), 1}, {forecast.AtMost(at - 1), 0}} {
				if got := f.Odds(3, c.target); got != c.want {
					t.Errorf("%q of %g: odds of %v are %g", m, v, c.target, got)
				}
			}
		}
	}
}

func TestIntervalsAreOrderedFiniteAndInBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(5, 60).Draw(t, "n")
		kind := rapid.SampledFrom([]string{"plain", "positive", "share", "zeros"}).Draw(t, "kind")
		s := forecast.Series{Season: rapid.SampledFrom([]int{1, 4, 12}).Draw(t, "season")}
		low, high := math.Inf(-1), math.Inf(1)
		var value *rapid.Generator[float64]
		switch kind {
		case "plain":
			value = rapid.Float64Range(-1e6, 1e6)
		case "positive":
			value, low = rapid.Float64Range(1e-3, 1e9), 0
		case "share":
			value, low, high, s.Scale = rapid.Float64Range(0, 100), 0, 100, forecast.Bounded(0, 100)
		case "zeros":
			value, low, s.Scale = rapid.SampledFrom([]float64{0, 0, 1, 5}), 0, forecast.NonNegative()
		}
		for range n {
			s.Values = append(s.Values, value.Draw(t, "v"))
		}
		before := slices.Clone(s.Values)
		m := rapid.SampledFrom(forecast.Methods).Draw(t, "method")
		f, err := forecast.Make(s, 15, forecast.Options{Method: m})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(before, s.Values) {
			t.Fatal("the input changed")
		}
		checkShape(t, f, low, high)
	})
}

func checkShape(t *rapid.T, f *forecast.Forecast, low, high float64) {
	for h := 1; h <= f.Horizon; h++ {
		last := math.Inf(-1)
		for _, p := range []float64{0, 0.001, 0.01, 0.1, 0.4, 0.5, 0.6, 0.9, 0.99, 1} {
			q := f.Quantile(h, p)
			if q != q || math.IsInf(q, 0) || q < last || q < low || q > high {
				t.Fatalf("step %d: quantile %g is %g after %g", h, p, q, last)
			}
			last = q
			// Where probability outruns the digits of q, or q is held at e^700 to stay finite.
			atBound := high-q < 1e-6 || p > 0.9999 || q > 1e304
			if c := f.CDF(h, q); !(c >= p-1e-6 || atBound) {
				t.Fatalf("step %d: CDF of quantile %g is %g", h, p, c)
			}
		}
		if m := f.Mean(h); m != m || math.IsInf(m, 0) {
			t.Fatalf("step %d: mean %g", h, m)
		}
	}
}

func TestUnitsDoNotMatter(t *testing.T) {
	y := grown(20, 3)
	scaled := make([]float64, len(y))
	for i, v := range y {
		scaled[i] = v * 1024
	}
	a := must(t, forecast.Series{Values: y}, 6, forecast.Options{})
	b := must(t, forecast.Series{Values: scaled}, 6, forecast.Options{})
	for h := 1; h <= 6; h++ {
		for _, p := range []float64{0.1, 0.5, 0.9} {
			if r := b.Quantile(h, p) / a.Quantile(h, p) / 1024; math.Abs(r-1) > 1e-4 {
				t.Errorf("step %d: %g × as much", h, r)
			}
		}
	}
}

func TestSharesStayShares(t *testing.T) {
	s := forecast.Series{Values: []float64{80, 84, 88, 91, 94, 96, 98, 99, 100}, Scale: forecast.Bounded(0, 100)}
	f := must(t, s, 10, forecast.Options{})
	if low, high := f.Interval(10, 0.95); !(low > 0 && high < 100 && low < high) {
		t.Errorf("%g … %g", low, high)
	}
	if got := f.Odds(10, forecast.AtLeast(100.5)); got != 0 {
		t.Errorf("odds of more than everything: %g", got)
	}
	if !slices.Contains(f.Notes, forecast.AtBound) {
		t.Errorf("notes %v", f.Notes)
	}
}

func TestFullAttainmentIsReachable(t *testing.T) {
	s := forecast.Series{Values: []float64{100, 100, 100, 99.9, 100, 100, 100}, Scale: forecast.Bounded(0, 100)}
	f := must(t, s, 3, forecast.Options{})
	if got := f.Odds(3, forecast.AtLeast(100)); got < 0.2 {
		t.Errorf("odds of 100 after mostly 100: %g", got)
	}
	s.Values = slices.Repeat([]float64{100}, 7)
	if got := must(t, s, 3, forecast.Options{}).Odds(3, forecast.AtLeast(100)); got != 1 {
		t.Errorf("odds of 100 after always 100: %g", got)
	}
}

func TestNoForecastIsSurerThanRounding(t *testing.T) {
	f := must(t, forecast.Series{Values: []float64{11, 12, 13, 14, 15, 16, 17, 18}}, 2, forecast.Options{})
	if low, high := f.Interval(1, 0.95); high-low < 1 {
		t.Errorf("a straight line of whole numbers goes on within %g … %g", low, high)
	}
}

func TestGapsBridgeAndWiden(t *testing.T) {
	y := grown(20, 5)
	whole := must(t, forecast.Series{Values: y}, 5, forecast.Options{})
	late := slices.Concat(y, []float64{measure.Missing, measure.Missing})
	f := must(t, forecast.Series{Values: late}, 3, forecast.Options{})
	if f.Median(1) != whole.Median(3) || !slices.Contains(f.Notes, forecast.Late) {
		t.Errorf("after two missing values %g, want %g; %v", f.Median(1), whole.Median(3), f.Notes)
	}
	holed := slices.Clone(y)
	holed[7], holed[8], holed[12] = measure.Missing, measure.Missing, measure.Missing
	g := must(t, forecast.Series{Values: holed}, 5, forecast.Options{})
	if g.Usable != 17 || !slices.Contains(g.Notes, forecast.Filled) {
		t.Errorf("usable %d, %v", g.Usable, g.Notes)
	}
}

func TestBreakIsSplicedOut(t *testing.T) {
	y := grown(20, 6)
	broken := slices.Clone(y)
	for i := range 10 {
		broken[i] *= 3 // measured otherwise until then
	}
	plain := must(t, forecast.Series{Values: broken}, 5, forecast.Options{})
	told := must(t, forecast.Series{Values: broken, Breaks: []int{10}}, 5, forecast.Options{})
	clean := must(t, forecast.Series{Values: y}, 5, forecast.Options{})
	if d := math.Abs(told.Median(5)/clean.Median(5) - 1); d > 0.02 {
		t.Errorf("told of the break: off by %.3f", d)
	}
	width := func(f *forecast.Forecast) float64 { l, h := f.Interval(5, 0.8); return h - l }
	if width(told) > width(plain)/2 {
		t.Errorf("width %g beside %g without the break", width(told), width(plain))
	}
}

func TestEventsMoveAndWiden(t *testing.T) {
	y := grown(20, 7)
	base := must(t, forecast.Series{Values: y}, 6, forecast.Options{})
	event := forecast.Event{From: 3, Level: 20, Slope: 2}
	sure := must(t, forecast.Series{Values: y, Events: []forecast.Event{event}}, 6, forecast.Options{})
	event.LevelSD = 15
	vague := must(t, forecast.Series{Values: y, Events: []forecast.Event{event}}, 6, forecast.Options{})
	for h := 1; h <= 6; h++ {
		want := 0.0
		if h >= 3 {
			want = 20 + 2*float64(h-2)
		}
		if got := sure.Median(h) - base.Median(h); math.Abs(got-want) > 1e-9 {
			t.Errorf("step %d moved by %g, want %g", h, got, want)
		}
		if got := vague.CDF(h, vague.Quantile(h, 0.3)); math.Abs(got-0.3) > 1e-6 {
			t.Errorf("step %d: CDF of the quantile 0.3 is %g", h, got)
		}
	}
	a, b := sure.Interval(4, 0.8)
	c, d := vague.Interval(4, 0.8)
	if d-c <= b-a {
		t.Errorf("an uncertain event narrows: %g beside %g", d-c, b-a)
	}
	bad := forecast.Series{Values: y, Events: []forecast.Event{{From: 0, Level: 1}}}
	if _, err := forecast.Make(bad, 3, forecast.Options{}); err == nil {
		t.Error("an event before the first step passed")
	}
}

func TestOddsPaceAndDate(t *testing.T) {
	f := must(t, forecast.Series{Values: grown(20, 8)}, 8, forecast.Options{})
	goal := f.Median(5)
	if step, ok := f.When(forecast.AtLeast(goal)); !ok || step != 5 {
		t.Errorf("expected at step %d, %v", step, ok)
	}
	if _, ok := f.When(forecast.AtLeast(1e9)); ok {
		t.Error("expected beyond reason")
	}
	low, high := f.Interval(4, 0.8)
	if got := f.Odds(4, forecast.Between(low, high)); math.Abs(got-0.8) > 1e-6 {
		t.Errorf("odds of the 80 %% interval: %g", got)
	}
	if got := f.Odds(4, forecast.AtLeast(goal)) + f.Odds(4, forecast.AtMost(goal)); math.Abs(got-1) > 1e-9 {
		t.Errorf("odds of both sides sum to %g", got)
	}
	p := f.Pace(5, forecast.AtLeast(f.Last()*math.Pow(1.05, 5)))
	if math.Abs(p.Growth-0.05) > 1e-12 || math.Abs(p.Recent-0.04) > 0.02 {
		t.Errorf("pace %+v", p)
	}
	if p := f.Pace(5, forecast.AtLeast(0)); p.Required != 0 {
		t.Errorf("a met target asks for %g", p.Required)
	}
	reached := f.Reached(forecast.AtLeast(goal), 400, 1)
	for h, r := range reached {
		if odds := f.Odds(h+1, forecast.AtLeast(goal)); r < odds-0.08 {
			t.Errorf("step %d: reached by then %g, odds at it %g", h+1, r, odds)
		}
	}
	if a, b := f.Paths(3, 9), f.Paths(3, 9); !slices.Equal(a[2], b[2]) {
		t.Error("one seed, two answers")
	}
}

func TestRandomWalksAreCoveredAsStated(t *testing.T) {
	var tally forecast.Tally
	for i := range 400 {
		r := random.New(uint64(i))
		y := make([]float64, 36)
		for j := range y {
			y[j] = r.Normal()
			if j > 0 {
				y[j] += y[j-1]
			}
		}
		past := forecast.Series{Values: y[:30]}
		f := must(t, past, 6, forecast.Options{})
		tally.Add(past, f, y[30:])
	}
	r := tally.Record()
	off80, off95 := math.Abs(r.All.Cover80-0.80), math.Abs(r.All.Cover95-0.95)
	if r.All.N != 2400 || off80 > 0.04 || off95 > 0.025 || r.Attainment > 0.03 {
		t.Errorf("%+v, attainment error %.3f", r.All, r.Attainment)
	}
}

func TestBacktestKnowsOnlyThePast(t *testing.T) {
	y := grown(18, 9)
	r, err := forecast.Backtest(forecast.Series{Values: y}, 3, 0, forecast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := 11*3 + 2 + 1; r.All.N != want || len(r.Steps) != 3 || r.Steps[2].N != 11 {
		t.Errorf("%d outcomes, want %d; %+v", r.All.N, want, r.Steps)
	}
	o := r.Outcomes[4] // origin 6, step 2
	f := must(t, forecast.Series{Values: y[:6]}, 3, forecast.Options{})
	if o.Origin != 6 || o.Step != 2 || o.Value != y[7] || o.Median != f.Median(2) || o.Rank != f.CDF(2, y[7]) {
		t.Errorf("%+v", o)
	}
	changed := slices.Clone(y)
	changed[17] = 1e6
	again, _ := forecast.Backtest(forecast.Series{Values: changed}, 3, 0, forecast.Options{})
	if again.Outcomes[4] != o {
		t.Error("the last value changed an earlier forecast")
	}
	var few forecast.TooFew
	if _, err := forecast.Backtest(forecast.Series{Values: y[:5]}, 3, 0, forecast.Options{}); !errors.As(err, &few) {
		t.Errorf("five values: %v", err)
	}
}

func TestTargetsAreMadeOfThePastAlone(t *testing.T) {
	got := forecast.Targets([]float64{1, 2, measure.Missing, 5}, 4) // steps 1, 3: mean 2, deviation 1
	for i, want := range []float64{9, 11, 12, 13, 14, 15, 17} {
		if got[i] != forecast.AtLeast(want) {
			t.Errorf("target %d: %v, want at least %g", i, got[i], want)
		}
	}
}
