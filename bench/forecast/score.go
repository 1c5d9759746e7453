package main

import (
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/method/forecast"
)

// quantiles is how many quantiles a distribution is scored by: 0.025, 0.05 … 0.975.
const quantiles = 39

func probability(i int) float64 { return float64(i+1) / (quantiles + 1) }

// prediction is a forecast as it is scored. Steps count from 1.
type prediction interface {
	point(h int) float64
	quantile(h, i int) float64 // the i-th of quantiles
	odds(h int, t forecast.Target) float64
}

// predictions are those of one method for a set; nil where the method had no answer.
type predictions []prediction

type oursPrediction struct{ f *forecast.Forecast }

func (p oursPrediction) point(h int) float64                   { return p.f.Median(h) }
func (p oursPrediction) quantile(h, i int) float64             { return p.f.Quantile(h, probability(i)) }
func (p oursPrediction) odds(h int, t forecast.Target) float64 { return p.f.Odds(h, t) }

type peerPrediction struct {
	mean  []float64
	steps [][]float64
}

func (p *peerPrediction) point(h int) float64       { return p.mean[h-1] }
func (p *peerPrediction) quantile(h, i int) float64 { return p.steps[h-1][i] }

// odds reads the probability of at least t.Low from the quantiles: straight between them in normal
// scores, with normal tails beyond them.
func (p *peerPrediction) odds(h int, t forecast.Target) float64 {
	q, x := p.steps[h-1], t.Low
	i, _ := slices.BinarySearch(q, x)
	i = min(max(i-1, 0), quantiles-2)
	if q[i+1] <= q[i] {
		if x <= q[i] {
			return 1
		}
		return 0
	}
	u, v := portable.NormalQuantile(probability(i)), portable.NormalQuantile(probability(i+1))
	return 1 - portable.NormalCDF(u+(v-u)*(x-q[i])/(q[i+1]-q[i]))
}

// score is how a method did on a set.
type score struct {
	answered         int // series
	smape, mase      float64
	msis, crps       float64
	cover80, cover95 []float64 // by step
	attainment       float64
	sure             float64 // how often the event came when its odds were 0.95 or more
	bins             []forecast.Bin
}

// judge scores predictions. MASE, MSIS and CRPS are in mean absolute seasonal steps of the known values.
func judge(s *set, p predictions) score {
	r := score{cover80: make([]float64, s.horizon), cover95: make([]float64, s.horizon)}
	var o odds
	for i, x := range s.series {
		if p[i] == nil {
			continue
		}
		r.answered++
		scale := meanStep(x.known.Values, s.season)
		for h := 1; h <= s.horizon; h++ {
			r.step(p[i], h, x.came[h-1], scale)
			for _, t := range forecast.Targets(x.known.Values, h) {
				o.add(p[i].odds(h, t), t.Met(x.came[h-1]))
			}
		}
	}
	n := float64(r.answered)
	for _, v := range []*float64{&r.smape, &r.mase, &r.msis, &r.crps} {
		*v /= n * float64(s.horizon)
	}
	for h := range s.horizon {
		r.cover80[h] /= n
		r.cover95[h] /= n
	}
	r.bins, r.attainment, r.sure = o.sum()
	return r
}

func (r *score) step(p prediction, h int, y, scale float64) {
	f := p.point(h)
	r.smape += 200 * math.Abs(f-y) / (math.Abs(f) + math.Abs(y))
	r.mase += math.Abs(f-y) / scale
	low, high := p.quantile(h, 0), p.quantile(h, quantiles-1)
	r.msis += (high - low + 40*max(low-y, 0) + 40*max(y-high, 0)) / scale
	for i := range quantiles {
		q := p.quantile(h, i)
		weight := probability(i)
		if y < q {
			weight = probability(i) - 1
		}
		r.crps += 2 * weight * (y - q) / scale / quantiles
	}
	if y >= p.quantile(h, 3) && y <= p.quantile(h, quantiles-4) {
		r.cover80[h-1]++
	}
	if y >= low && y <= high {
		r.cover95[h-1]++
	}
}

func meanStep(y []float64, m int) float64 {
	sum := 0.0
	for i := m; i < len(y); i++ {
		sum += math.Abs(y[i] - y[i-m])
	}
	return sum / float64(len(y)-m)
}

// odds gathers stated odds and what came.
type odds struct {
	bins        [10]forecast.Bin
	total       int
	sure, right float64
}

func (o *odds) add(p float64, came bool) {
	b := &o.bins[min(int(p*10), 9)]
	b.N++
	b.Stated += p
	if came {
		b.Came++
	}
	if p >= 0.95 {
		o.sure++
		if came {
			o.right++
		}
	}
	o.total++
}

func (o *odds) sum() (bins []forecast.Bin, attainment, sure float64) {
	for _, b := range o.bins {
		attainment += math.Abs(b.Stated-b.Came) / float64(o.total)
		b.Stated, b.Came = b.Stated/float64(b.N), b.Came/float64(b.N)
		bins = append(bins, b)
	}
	return bins, attainment, o.right / o.sure
}
