package forecast

import (
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
)

// Series is what a forecast rests on.
type Series struct {
	Values []float64 // oldest first, evenly spaced; measure.Missing where there is none
	Season int       // values in a season: 1 (or 0) annual, 4 quarterly, 12 monthly
	Scale  Scale

	// Breaks are the indices of the first values measured in a new way. What lies before is moved so
	// that the step over the break is the usual one: the break's own step carries no information.
	Breaks []int

	// Events are effects that are known to come, stated by the caller.
	Events []Event
}

// Event is a known effect of something to come, such as a project that opens, in the units of the
// series: a step of Level at From and a growth of Slope with every step from then on. Level and Slope
// are normal with the given standard deviations and independent of everything else.
type Event struct {
	From           int // first step of the forecast it acts on, from 1
	Level, LevelSD float64
	Slope, SlopeSD float64
}

// Note is something the reader of a forecast should know about its series.
type Note string

// The notes.
const (
	Constant Note = "constant" // the values never changed: the distribution is a point
	Filled   Note = "filled"   // gaps were filled on a straight line
	Late     Note = "late"     // values are missing at the end: the first steps bridge them
	Spliced  Note = "spliced"  // values before a break were moved
	Seasonal Note = "seasonal" // a season was found and is part of the forecast
	AtBound  Note = "at-bound" // values at a stated bound were moved inside, as Bounded says
	Floored  Note = "floored"  // the pool fell to zero or below, where values are positive
)

// prepared is a series ready for the methods: without gaps, on the working scale.
type prepared struct {
	work   []float64 // on the working scale
	plain  []float64 // in units
	scale  Scale     // resolved, never automatic
	season int
	usable int
	late   int // values missing at the end
	notes  []Note

	rounding float64 // deviation of the rounding of values, on the scale the pool works on
}

// prepare checks s, drops gaps at the ends, fills the others, and splices the breaks.
func prepare(s Series) (*prepared, error) {
	usable := 0
	for i, v := range s.Values {
		if math.IsInf(v, 0) {
			return nil, OutOfBounds{Index: i, Value: v, Low: -math.MaxFloat64, High: math.MaxFloat64}
		}
		if !measure.IsMissing(v) {
			usable++
		}
	}
	if usable < MinPoints {
		return nil, TooFew{Usable: usable, Needed: MinPoints}
	}
	scale, err := s.Scale.resolve(s.Values)
	if err != nil {
		return nil, err
	}
	first := slices.IndexFunc(s.Values, func(v float64) bool { return !measure.IsMissing(v) })
	last := len(s.Values) - 1
	for measure.IsMissing(s.Values[last]) {
		last--
	}
	p := &prepared{scale: scale, season: max(s.Season, 1), usable: usable, late: len(s.Values) - 1 - last}
	if p.late > 0 {
		p.notes = append(p.notes, Late)
	}
	p.work = make([]float64, last-first+1)
	for i := range p.work {
		v, moved := scale.inside(s.Values[first+i])
		if moved {
			p.note(AtBound)
		}
		p.work[i] = scale.work(v)
	}
	if usable < len(p.work) {
		p.note(Filled)
		fill(p.work)
	}
	p.splice(s.Breaks, first)
	p.plain = make([]float64, len(p.work))
	for i, w := range p.work {
		p.plain[i] = scale.units(w)
	}
	if isConstant(p.work) {
		p.note(Constant)
	}
	p.rounding = scale.unit / math.Sqrt(12)
	if scale.kind == 'b' {
		v := p.plain[len(p.plain)-1] // where a unit is as much on the logit scale, but not beyond a unit's reach
		room := math.Max(v-scale.low, scale.unit) * math.Max(scale.high-v, scale.unit)
		p.rounding *= (scale.high - scale.low) / room
	}
	return p, nil
}

func (p *prepared) note(n Note) {
	if !slices.Contains(p.notes, n) {
		p.notes = append(p.notes, n)
	}
}

// fill puts straight lines over gaps; the ends have values.
func fill(y []float64) {
	for i := 0; i < len(y); i++ {
		if !measure.IsMissing(y[i]) {
			continue
		}
		end := i
		for measure.IsMissing(y[end]) {
			end++
		}
		from, step := y[i-1], (y[end]-y[i-1])/float64(end-i+1)
		for j := i; j < end; j++ {
			y[j] = from + float64(step*float64(j-i+1))
		}
		i = end
	}
}

// splice moves what lies before each break so that the step over it is the median of all other steps.
func (p *prepared) splice(breaks []int, first int) {
	if len(breaks) == 0 {
		return
	}
	isBreak := make([]bool, len(p.work))
	for _, b := range breaks {
		if b -= first; b > 0 && b < len(p.work) {
			isBreak[b] = true
		}
	}
	var steps []float64
	for i := 1; i < len(p.work); i++ {
		if !isBreak[i] {
			steps = append(steps, p.work[i]-p.work[i-1])
		}
	}
	usual := 0.0
	if len(steps) > 0 {
		slices.Sort(steps)
		usual = (steps[(len(steps)-1)/2] + steps[len(steps)/2]) / 2
	}
	move := 0.0
	for i := len(p.work) - 1; i >= 0; i-- {
		step := 0.0
		if isBreak[i] {
			step = p.work[i] - usual - p.work[i-1]
			p.note(Spliced)
		}
		p.work[i] += move
		move += step
	}
}

func isConstant(y []float64) bool {
	for _, v := range y[1:] {
		if v != y[0] {
			return false
		}
	}
	return true
}
