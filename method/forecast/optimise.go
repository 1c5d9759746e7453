package forecast

import "math"

// simplex minimises f from start by the method of Nelder and Mead (1965): at most evals evaluations,
// ended earlier when the values at the corners agree to tol relatively. f returns +Inf where it is not
// defined. It returns the best point and its value, and leaves start unchanged.
func simplex(f func([]float64) float64, start, step []float64, evals int, tol float64) ([]float64, float64) {
	n := len(start)
	s := nelderMead{f: f, n: n}
	s.corner(start)
	for i := range n {
		p := append([]float64(nil), start...)
		p[i] += step[i]
		s.corner(p)
	}
	trial := make([]float64, 3*n)
	for s.used < evals {
		s.sort()
		best, worst := s.value[0], s.value[n]
		if worst-best <= tol*(math.Abs(best)+tol) {
			break
		}
		s.step(trial)
	}
	s.sort()
	return s.point[0], s.value[0]
}

type nelderMead struct {
	f     func([]float64) float64
	n     int
	point [][]float64
	value []float64
	used  int
}

func (s *nelderMead) eval(p []float64) float64 {
	s.used++
	v := s.f(p)
	if v != v {
		return math.Inf(1)
	}
	return v
}

func (s *nelderMead) corner(p []float64) {
	s.point = append(s.point, append([]float64(nil), p...))
	s.value = append(s.value, s.eval(p))
}

// sort orders the corners from best to worst; equal ones keep their order.
func (s *nelderMead) sort() {
	for i := 1; i < len(s.value); i++ {
		for j := i; j > 0 && s.value[j] < s.value[j-1]; j-- {
			s.value[j], s.value[j-1] = s.value[j-1], s.value[j]
			s.point[j], s.point[j-1] = s.point[j-1], s.point[j]
		}
	}
}

// along puts center + t·(center − worst) into p and returns its value.
func (s *nelderMead) along(p, center []float64, t float64) float64 {
	for i, c := range center {
		p[i] = c + float64(t*(c-s.point[s.n][i]))
	}
	return s.eval(p)
}

func (s *nelderMead) replace(p []float64, v float64) {
	copy(s.point[s.n], p)
	s.value[s.n] = v
}

func (s *nelderMead) step(scratch []float64) {
	n := s.n
	center, one, two := scratch[:n], scratch[n:2*n], scratch[2*n:]
	for i := range center {
		var sum float64
		for _, p := range s.point[:n] {
			sum += p[i]
		}
		center[i] = sum / float64(n)
	}
	reflected := s.along(one, center, 1)
	switch {
	case reflected < s.value[0]:
		if expanded := s.along(two, center, 2); expanded < reflected {
			s.replace(two, expanded)
			return
		}
		s.replace(one, reflected)
	case reflected < s.value[n-1]:
		s.replace(one, reflected)
	case reflected < s.value[n]:
		if out := s.along(two, center, 0.5); out <= reflected {
			s.replace(two, out)
			return
		}
		s.shrink()
	default:
		if in := s.along(two, center, -0.5); in < s.value[n] {
			s.replace(two, in)
			return
		}
		s.shrink()
	}
}

func (s *nelderMead) shrink() {
	for k := 1; k <= s.n; k++ {
		for i := range s.point[k] {
			s.point[k][i] = (s.point[k][i] + s.point[0][i]) / 2
		}
		s.value[k] = s.eval(s.point[k])
	}
}
