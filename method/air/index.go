package air

import (
	"math"
	"math/bits"

	"github.com/yipanqi/yipanqi/measure/decimal"
)

// NoIndex is the index of a day that has none (NA).
const NoIndex = -1

// unit is the common denominator of daily values: every mean of 20 to 24 hours and every mean of six
// to eight hours is a whole number of thousandths ÷ unit.
const unit = 212_520

// scale is unit in thousandths: what daily values are whole numbers of.
const scale = 1000 * unit

// curve is a column of breakpoints, in thousandths.
type curve struct {
	points []int64
	steps  []int
	beyond int
}

// exact returns the sub-index of num ÷ (scale × of), rounded up; NoIndex where none is computed.
func (c *curve) exact(num, of int64) int {
	one := unit * of // a thousandth
	for k := 1; k < len(c.points); k++ {
		if num > c.points[k]*one {
			continue
		}
		low, rise := c.points[k-1]*one, int64(c.steps[k]-c.steps[k-1])
		hi, lo := bits.Mul64(uint64(num-low), uint64(rise))
		q, r := bits.Div64(hi, lo, uint64(c.points[k]*one-low))
		if r > 0 {
			q++ // IAQI is always rounded up (HJ 633-2012, 6.2)
		}
		return c.steps[k-1] + int(q)
	}
	if c.beyond == 0 {
		return NoIndex
	}
	return c.beyond
}

// tables is an edition made ready to compute with.
type tables struct {
	curve [Items]*curve // nil where the daily index does without the item
	hour  [Items]*curve
	// index is the sub-index by reported concentration, up to the curve's last point; nil where that
	// would be a very long table.
	index [Items][]int16
	// places of reported daily concentrations, and what a value is divided by to get them.
	places  [Items]int8
	divisor [Items]int64
	// limits in thousandths, of the class judged by; 0 where there is none.
	day, year [Items]int64
	// reported daily concentrations above it exceed the daily limit.
	most [Items]int64
	// percentile as a reduced fraction.
	percent [Items][2]int64
	weight  [Items]int64        // in thousandths
	level   [maxIndex + 1]uint8 // by index
}

func (e *Edition) tabulate() tables {
	var t tables
	for i := range Item(Items) {
		t.places[i] = int8(e.Rounding.Day)
		if i == CO {
			t.places[i] = int8(e.Rounding.DayCO)
		}
		t.divisor[i] = scale / int64(math.Pow10(int(t.places[i])))
	}
	t.curve = compile(e.Index.Curves, e.Index.Steps)
	t.hour = compile(e.HourIndex.Curves, e.Index.Steps)
	for i := range Item(Items) {
		if c := t.curve[i]; c != nil {
			t.index[i] = c.tabulate(t.divisor[i])
		}
	}
	class := e.Judged()
	for i := range Item(HourItems) {
		t.day[i] = thousandthsOf(class.Day.Of(i))
		t.year[i] = thousandthsOf(class.Year.Of(i))
		t.most[i] = t.day[i] * unit / t.divisor[i]
		t.weight[i] = thousandthsOf(e.Composite.Weight.Of(i))
		p, q := thousandthsOf(e.Percentile.Percent.Of(i)), int64(100_000)
		d := gcd(p, q)
		t.percent[i] = [2]int64{p / d, q / d}
	}
	for index := range t.level {
		t.level[index] = uint8(e.Level(index))
	}
	t.day[O3Peak], _ = class.Hour.O3.At(3)
	t.most[O3Peak] = t.day[O3Peak] * unit / t.divisor[O3Peak]
	return t
}

func compile(curves []Curve, steps []int) (list [Items]*curve) {
	for _, c := range curves {
		points, _ := thousandths(c.Points) // checked when it was read
		list[c.Item] = &curve{points, steps, c.Beyond}
	}
	return list
}

// tabulate returns the sub-index of every reported concentration up to the last point.
func (c *curve) tabulate(divisor int64) []int16 {
	last := c.points[len(c.points)-1] * unit / divisor
	if last > math.MaxUint16 {
		return nil
	}
	list := make([]int16, last+1)
	for k := range list {
		list[k] = int16(c.exact(int64(k)*divisor, 1))
	}
	return list
}

func thousandthsOf(d decimal.Decimal, given bool) int64 {
	if !given {
		return 0
	}
	t, _ := d.At(3) // checked when it was read
	return t
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// IAQI returns the daily sub-index of a concentration in the item's unit: rounded as reported first
// where the edition says so, and then up. It is NoIndex where the edition computes none.
func (e *Edition) IAQI(i Item, c decimal.Decimal) int {
	num, ok := bounded(c)
	if !ok || e.table.curve[i] == nil {
		return NoIndex
	}
	return e.table.iaqi(i, num*unit, 1, e.Index.RoundFirst)
}

// reported returns the daily concentration num ÷ (scale × of) in units of the item's places.
func (t *tables) reported(i Item, num, of int64) int64 {
	return roundHalfEven(num, t.divisor[i]*of)
}

func (t *tables) iaqi(i Item, num, of int64, roundFirst bool) int {
	if !roundFirst {
		return t.curve[i].exact(num, of)
	}
	return t.iaqiOf(i, t.reported(i, num, of))
}

// iaqiOf returns the sub-index of a reported concentration.
func (t *tables) iaqiOf(i Item, reported int64) int {
	if reported < int64(len(t.index[i])) {
		return int(t.index[i][reported])
	}
	return t.curve[i].exact(reported*t.divisor[i], 1)
}
