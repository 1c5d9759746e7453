package regional

import (
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/method/random"
)

// Weights say who neighbours whom, each region's neighbours counting 1 together (row-standardised).
type Weights struct {
	near    [][]int32
	islands int
	s1, s2  float64
}

// Contiguity makes weights of lists of neighbours, by number from 0, one for each region. Contiguity is
// mutual: i among the neighbours of j where j is among those of i. A region may have none, an island,
// and then counts in the mean and variance alone; all islands are an error.
func Contiguity(neighbours [][]int) (*Weights, error) {
	w := &Weights{near: make([][]int32, len(neighbours))}
	for i, list := range neighbours {
		for _, j := range list {
			if j < 0 || j >= len(neighbours) || j == i || !slices.Contains(neighbours[j], i) {
				return nil, &Error{i, float64(j), ErrNeighbour}
			}
			w.near[i] = append(w.near[i], int32(j))
		}
		slices.Sort(w.near[i])
		w.near[i] = slices.Compact(w.near[i])
		if len(list) == 0 {
			w.islands++
		}
	}
	if w.islands == len(neighbours) {
		return nil, fail(ErrNeighbour)
	}
	w.moments()
	return w, nil
}

// moments computes S1 and S2 of Cliff and Ord; S0 is the number of regions that have neighbours.
func (w *Weights) moments() {
	for i, list := range w.near {
		own, in := 0.0, 0.0
		for _, j := range list {
			a, b := 1/float64(len(list)), 1/float64(len(w.near[j]))
			w.s1 += float64((a + b) * (a + b))
			own, in = own+a, in+b
		}
		if len(w.near[i]) > 0 {
			w.s2 += float64((own + in) * (own + in))
		}
	}
	w.s1 /= 2
}

// Islands is the number of regions without neighbours.
func (w *Weights) Islands() int { return w.islands }

// Moran is Moran's I and how likely it is by chance.
type Moran struct {
	I        float64
	Expected float64 // where values lie about at random, −1/(n−1)
	SD       float64 // of I, values being put on the map at random (randomisation)
	Z        float64 // (I − Expected) / SD

	Permutations int
	P            float64 // one-sided, from permutations: (1 + as extreme) / (1 + permutations); 1 without
}

// Moran computes Moran's I of values of the regions, which must not all be the same: whether
// neighbours are alike (above Expected) or unlike. P counts values shuffled over the map, on the side
// on which I lies; the same seed gives the same answer. Permutations may be 0. At least four regions.
// Sources: Moran 1950, Biometrika 37; Cliff and Ord 1981, Spatial Processes, 2.4.
func (w *Weights) Moran(x []float64, permutations int, seed uint64) (*Moran, error) {
	z, m2, err := w.deviations(x, permutations)
	if err != nil {
		return nil, err
	}
	n, s0 := float64(len(x)), float64(len(x)-w.islands)
	scale := 1 / (s0 * m2)
	m := &Moran{I: float64(scale * w.cross(z)), Expected: -1 / (n - 1), Permutations: permutations, P: 1}
	m4 := 0.0
	for _, v := range z {
		m4 += float64(float64(v*v) * float64(v*v))
	}
	kurtosis := m4 / n / float64(m2*m2)
	a := n * (float64((float64(n*n)-float64(3*n)+3)*w.s1) - float64(n*w.s2) + float64(3*s0*s0))
	b := kurtosis * (float64((float64(n*n)-n)*w.s1) - float64(2*n*w.s2) + float64(6*s0*s0))
	variance := (a-b)/((n-1)*(n-2)*(n-3)*s0*s0) - float64(m.Expected*m.Expected)
	if variance > 0 {
		m.SD = math.Sqrt(variance)
		m.Z = (m.I - m.Expected) / m.SD
	}
	if permutations > 0 {
		m.P = w.globalTest(z, m.I/scale, permutations, seed)
	}
	return m, nil
}

// deviations returns values less their mean, and the mean of their squares.
func (w *Weights) deviations(x []float64, permutations int) (z []float64, m2 float64, err error) {
	if len(x) != len(w.near) {
		return nil, 0, fail(ErrLength)
	}
	if permutations < 0 {
		return nil, 0, fail(ErrSetting)
	}
	if err := check(x, 4, anySign); err != nil {
		return nil, 0, err
	}
	if slices.Min(x) == slices.Max(x) {
		return nil, 0, fail(ErrConstant)
	}
	z = make([]float64, len(x))
	middle := mean(x)
	for i, v := range x {
		z[i] = v - middle
		m2 += float64(z[i] * z[i])
	}
	m2 /= float64(len(x))
	if m2 == 0 || math.IsInf(m2, 0) || m2*m2 == 0 || math.IsInf(m2*m2, 0) {
		return nil, 0, fail(ErrTotal)
	}
	return z, m2, nil
}

// cross is Σ z·(mean of the neighbours' z).
func (w *Weights) cross(z []float64) (total float64) {
	for i, list := range w.near {
		if len(list) == 0 {
			continue
		}
		near := 0.0
		for _, j := range list {
			near += z[j]
		}
		total += float64(z[i] * (near / float64(len(list))))
	}
	return total
}

// globalTest counts shuffled maps with as extreme a cross product, on the side on which there are
// fewer of them.
func (w *Weights) globalTest(z []float64, cross float64, permutations int, seed uint64) float64 {
	source, shuffled := random.New(seed), slices.Clone(z)
	slack := 1e-12 * math.Abs(cross)
	above, below := 0, 0
	for range permutations {
		for i := len(shuffled) - 1; i > 0; i-- {
			j := source.IntN(i + 1)
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		}
		c := w.cross(shuffled)
		if c >= cross-slack {
			above++
		}
		if c <= cross+slack {
			below++
		}
	}
	return float64(min(above, below)+1) / float64(permutations+1)
}

// Quadrant says how a region and its neighbours lie to the mean.
type Quadrant string

// Quadrants, the region before its neighbours.
const (
	HighHigh Quadrant = "HH"
	LowHigh  Quadrant = "LH"
	LowLow   Quadrant = "LL"
	HighLow  Quadrant = "HL"
	Island   Quadrant = ""
)

// Local is the part of a region in Moran's I.
type Local struct {
	I        float64 // z·(mean of the neighbours' z) / variance; the mean over regions with neighbours is I
	Quadrant Quadrant
	P        float64 // one-sided, as Moran's; 1 for an island or without permutations
}

// Local computes local Moran's I of every region. P keeps the region's value and draws those of its
// neighbours from the others; each region draws from its own stream of the seed. With many regions
// some are extreme by chance: judge P by the number of regions.
// Source: Anselin 1995, Geographical Analysis 27.
func (w *Weights) Local(x []float64, permutations int, seed uint64) ([]Local, error) {
	z, m2, err := w.deviations(x, permutations)
	if err != nil {
		return nil, err
	}
	source, local := random.New(seed), make([]Local, len(x))
	others := slices.Clone(z)
	for i, list := range w.near {
		l := &local[i]
		l.P = 1
		if len(list) == 0 {
			continue
		}
		near := 0.0
		for _, j := range list {
			near += z[j]
		}
		l.I = z[i] * (near / float64(len(list))) / m2
		l.Quadrant = quadrantOf(z[i], near)
		if permutations > 0 {
			copy(others, z)
			others[i] = others[len(others)-1]
			l.P = localTest(others[:len(others)-1], near, len(list), permutations, source.Split(uint64(i)))
		}
	}
	return local, nil
}

func quadrantOf(own, near float64) Quadrant {
	switch {
	case own > 0 && near > 0:
		return HighHigh
	case own > 0:
		return HighLow
	case near > 0:
		return LowHigh
	}
	return LowLow
}

// localTest counts draws of k others, without replacement, whose sum is as extreme.
func localTest(others []float64, near float64, k, permutations int, source *random.Source) float64 {
	slack := 1e-12 * math.Abs(near)
	above, below := 0, 0
	for range permutations {
		sum := 0.0
		for drawn := range k { // the first steps of a shuffle; what is in front stays mixed, which does no harm
			j := drawn + source.IntN(len(others)-drawn)
			others[drawn], others[j] = others[j], others[drawn]
			sum += others[drawn]
		}
		if sum >= near-slack {
			above++
		}
		if sum <= near+slack {
			below++
		}
	}
	return float64(min(above, below)+1) / float64(permutations+1)
}
