package sharing

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
)

// whole is the table of a game in whole units. A cost game enters with its sign changed, so that more
// is better for everybody.
type whole struct {
	n       int
	v       []int64  // by coalition
	most    int64    // the largest |v|
	unit    *big.Rat // worth of one unit, with the sign of the game
	rounded bool     // the values of the game were not decimals, and were rounded to the unit
}

const (
	maxPlaces   = 6
	maxUnits    = 1 << 53
	roundedBits = 36 // of the largest value of a game that is not of decimals
)

var errNotANumber = errors.New("sharing: the worth of a coalition is not a number")

// wholeOf lists the worth of every coalition.
func wholeOf(g *Game) (*whole, error) {
	n := g.n()
	if err := checkPlayers(n, MaxTable); err != nil {
		return nil, err
	}
	values, ok := g.Form.(Table)
	if !ok {
		values = make(Table, 1<<n)
		for c := range values {
			values[c] = g.Worth(Coalition(c))
		}
	}
	largest := 0.0
	for c, v := range values {
		if v-v != 0 { // infinite, or no number
			return nil, fmt.Errorf("%w: %v", errNotANumber, g.Name(Coalition(c)))
		}
		if a := math.Abs(v); a > largest {
			largest = a
		}
	}
	w := &whole{n: n, v: make([]int64, 1<<n)}
	if places, ok := placesOf(values); ok && largest*float64(pow10[places]) <= maxUnits {
		w.unit = new(big.Rat).SetFrac64(1, pow10[places])
		w.fill(values, g.Kind.sign()*float64(pow10[places]))
	} else {
		w.round(values, largest, g.Kind.sign())
	}
	if g.Kind == Cost {
		w.unit.Neg(w.unit)
	}
	return w, nil
}

// fill takes in values that are whole, or nearly, when scaled.
func (w *whole) fill(values []float64, scale float64) {
	for c, v := range values {
		units := int64(math.RoundToEven(v * scale))
		if w.v[c] = units; abs(units) > w.most {
			w.most = abs(units)
		}
	}
}

// round makes the unit a power of two, so that the largest value has roundedBits bits.
func (w *whole) round(values []float64, largest, sign float64) {
	_, exponent := math.Frexp(largest)
	shifted := make([]float64, len(values))
	for c, v := range values {
		shifted[c] = math.Ldexp(v, roundedBits-exponent)
	}
	w.fill(shifted, sign)
	w.rounded = true
	w.unit = new(big.Rat).SetFloat64(math.Ldexp(1, exponent-roundedBits))
}

var pow10 = [maxPlaces + 1]int64{1, 10, 100, 1000, 10000, 100000, 1000000}

// placesOf returns the number of decimal places that all values are written with, if there is one.
func placesOf(values []float64) (int, bool) {
	places, scale := 0, 1.0
	for _, v := range values {
		for math.RoundToEven(v*scale)/scale != v {
			if places++; places > maxPlaces {
				return 0, false
			}
			scale = float64(pow10[places])
		}
	}
	return places, true
}

// grand returns the worth of everybody together, in units.
func (w *whole) grand() int64 { return w.v[len(w.v)-1] }

// rat returns units as worth in the game's own sign.
func (w *whole) rat(units *big.Rat) *big.Rat { return new(big.Rat).Mul(units, w.unit) }

func (w *whole) rats(units []*big.Rat) []*big.Rat {
	out := make([]*big.Rat, len(units))
	for i, u := range units {
		out[i] = w.rat(u)
	}
	return out
}

// ratOf returns the shortest decimal that is written for v, exactly; nil where v is no number.
func ratOf(v float64) *big.Rat {
	r, _ := new(big.Rat).SetString(strconv.FormatFloat(v, 'g', -1, 64))
	return r
}

func rationals(values []float64) []*big.Rat {
	out := make([]*big.Rat, len(values))
	for i, v := range values {
		out[i] = ratOf(v)
	}
	return out
}

func sumOf(values []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, v := range values {
		sum.Add(sum, v)
	}
	return sum
}

func floats(values []*big.Rat) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i], _ = v.Float64()
	}
	return out
}
