package sensitivity

import (
	"fmt"
	"math"
	"sync"
)

// Run studies a model by a plan. The model is a maker of functions, because each worker needs one with
// buffers of its own. Errors are those of the plan, and ErrNotFinite.
func Run(plan Plan, model func() Function) (*Result, error) {
	p, err := plan.filled()
	if err != nil {
		return nil, err
	}
	replicates, err := p.replicates(model())
	if err != nil {
		return nil, err
	}
	functions := make([]Function, p.Workers)
	for i := range functions {
		functions[i] = model()
	}
	last := p.perReplicate(p.MaxPoints)
	for n := p.perReplicate(p.Points); ; n *= 2 {
		if err := p.extend(replicates, functions, n); err != nil {
			return nil, err
		}
		r := p.result(replicates)
		if r.Passed || n >= last {
			return r, nil
		}
	}
}

// replicates makes the replicates, empty. Their outputs are counted from those at the cube's centre, so
// that squares lose no digits to a large mean.
func (p *Plan) replicates(f Function) ([]*replicate, error) {
	centre, origin := make([]float64, p.dims()), make([]float64, p.Outputs)
	for i := range centre {
		centre[i] = 0.5
	}
	f(centre, origin)
	if err := finite(origin); err != nil {
		return nil, fmt.Errorf("%w at the centre", err)
	}
	list := make([]*replicate, p.Replicates)
	for i := range list {
		seq, err := NewScrambled(2*p.dims(), numbered(p.Seed, uint64(i)))
		if err != nil {
			return nil, err
		}
		list[i] = newReplicate(p, seq, origin)
	}
	return list, nil
}

// extend takes every replicate to n base points, several at once.
func (p *Plan) extend(replicates []*replicate, functions []Function, n int) error {
	queue := make(chan *replicate, len(replicates))
	for _, r := range replicates {
		queue <- r
	}
	close(queue)
	errs := make([]error, len(functions))
	var workers sync.WaitGroup
	for i, f := range functions {
		workers.Go(func() {
			for r := range queue {
				if errs[i] = r.extend(p, f, n); errs[i] != nil {
					return
				}
			}
		})
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// replicate is the design under one scrambling, with its sums.
type replicate struct {
	points  *Sequence
	origin  []float64
	n       int
	outputs []sums

	point, mixed []float64
	a, b, ab     []float64
}

// sums are those of one output, counted from the origin.
type sums struct {
	value, square float64 // of A and B together
	factors       []factorSums
}

// factorSums are those of a factor: AB is the point A with this factor's coordinates of B.
type factorSums struct {
	change   float64 // AB − A
	with     float64 // B·(AB − A)
	distance float64 // (AB − A)²
}

func newReplicate(p *Plan, points *Sequence, origin []float64) *replicate {
	r := &replicate{points: points, origin: origin, outputs: make([]sums, p.Outputs)}
	for k := range r.outputs {
		r.outputs[k].factors = make([]factorSums, len(p.Factors))
	}
	d := p.dims()
	r.point, r.mixed = make([]float64, 2*d), make([]float64, d)
	r.a, r.b, r.ab = make([]float64, p.Outputs), make([]float64, p.Outputs), make([]float64, p.Outputs)
	return r
}

// extend adds base points until there are n.
func (r *replicate) extend(p *Plan, f Function, n int) error {
	d := len(r.mixed)
	for ; r.n < n; r.n++ {
		r.points.Next(r.point)
		a, b := r.point[:d], r.point[d:]
		if err := r.evaluate(f, a, r.a); err != nil {
			return err
		}
		if err := r.evaluate(f, b, r.b); err != nil {
			return err
		}
		if p.Sampled != nil {
			p.Sampled(r.a)
			p.Sampled(r.b)
		}
		r.count()
		first := 0
		for i, factor := range p.Factors {
			end := first + factor.Dims
			copy(r.mixed, a)
			copy(r.mixed[first:end], b[first:end])
			if err := r.evaluate(f, r.mixed, r.ab); err != nil {
				return err
			}
			r.countFactor(i)
			first = end
		}
	}
	return nil
}

func (r *replicate) evaluate(f Function, point, outputs []float64) error {
	f(point, outputs)
	if err := finite(outputs); err != nil {
		return fmt.Errorf("%w at %v", err, point)
	}
	return nil
}

func finite(outputs []float64) error {
	for k, y := range outputs {
		if y-y != 0 {
			return fmt.Errorf("%w: output %d is %v", ErrNotFinite, k, y)
		}
	}
	return nil
}

func (r *replicate) count() {
	for k := range r.outputs {
		s := &r.outputs[k]
		a, b := r.a[k]-r.origin[k], r.b[k]-r.origin[k]
		s.value += a + b
		s.square += float64(a*a) + float64(b*b)
	}
}

func (r *replicate) countFactor(i int) {
	for k := range r.outputs {
		s := &r.outputs[k].factors[i]
		change := r.ab[k] - r.a[k]
		s.change += change
		s.with += float64((r.b[k] - r.origin[k]) * change)
		s.distance += float64(change * change)
	}
}

// result puts the replicates' sums together, in their order.
func (p *Plan) result(replicates []*replicate) *Result {
	n := replicates[0].n
	r := &Result{Factors: p.Factors, Points: n * len(replicates), Replicates: len(replicates)}
	r.Evaluations = r.Points * (2 + len(p.Factors))
	for k := range p.Outputs {
		out := output(replicates, k)
		r.Outputs = append(r.Outputs, out)
		if k >= p.Judged {
			continue
		}
		for i := range p.Factors {
			r.HalfWidth = max(r.HalfWidth, out.First[i].HalfWidth(), out.Total[i].HalfWidth())
		}
	}
	r.Passed = p.HalfWidth == 0 || r.HalfWidth <= p.HalfWidth
	return r
}

// output computes the indices of output k: numerators and variance are sums over all replicates.
func output(replicates []*replicate, k int) Output {
	n := float64(replicates[0].n)
	var value, square float64
	for _, r := range replicates {
		value += r.outputs[k].value
		square += r.outputs[k].square
	}
	all := n * float64(len(replicates))
	mean := value / (2 * all)
	o := Output{Mean: replicates[0].origin[k] + mean, Variance: max(square/(2*all)-float64(mean*mean), 0)}
	factors := len(replicates[0].outputs[k].factors)
	o.First, o.Total = make([]Index, factors), make([]Index, factors)
	scale := math.Abs(square / (2 * all))
	if o.Constant = o.Variance <= scale*1e-14; o.Constant {
		o.Variance = 0
		return o
	}
	first, total := make([]float64, len(replicates)), make([]float64, len(replicates))
	variance := make([]float64, len(replicates))
	for i := range factors {
		for j, r := range replicates {
			s := &r.outputs[k]
			f := &s.factors[i]
			first[j] = (f.with - float64(mean*f.change)) / n
			total[j] = f.distance / (2 * n)
			variance[j] = (s.square-2*float64(mean*s.value))/(2*n) + float64(mean*mean)
		}
		o.First[i] = ratio(first, variance, o.Variance)
		o.Total[i] = ratio(total, variance, o.Variance)
	}
	return o
}

// ratio returns the ratio of the mean numerator to the variance, with its band.
func ratio(numerators, variances []float64, variance float64) Index {
	var sum float64
	for _, x := range numerators {
		sum += x
	}
	value := sum / (float64(len(numerators)) * variance)
	errs := make([]float64, len(numerators))
	for j, x := range numerators {
		errs[j] = (x - float64(value*variances[j])) / variance
	}
	return band(value, errs)
}
