package forecast

import (
	"math"

	"github.com/yipanqi/yipanqi/method/linalg"
)

// Hierarchy is areas that add up: towns to counties, counties to the circle. Nodes are numbered as the
// caller likes.
type Hierarchy struct {
	sum    linalg.Matrix // nodes × leaves: 1 where a leaf is part of a node
	leaves []int
}

// NewHierarchy builds a hierarchy of len(children) nodes: children[i] names the nodes that add up to node
// i and is empty for a leaf. The error is a BadArgument for a node that is part of itself, counts a leaf
// twice, or is not there.
func NewHierarchy(children [][]int) (*Hierarchy, error) {
	if len(children) == 0 {
		return nil, BadArgument{"children", "not empty"}
	}
	h := &Hierarchy{}
	column := make([]int, len(children))
	for i, c := range children {
		if len(c) == 0 {
			column[i] = len(h.leaves)
			h.leaves = append(h.leaves, i)
		}
	}
	h.sum = linalg.New(len(children), len(h.leaves))
	var add func(row []float64, node, depth int) bool
	add = func(row []float64, node, depth int) bool {
		if node < 0 || node >= len(children) || depth > len(children) {
			return false
		}
		if len(children[node]) == 0 {
			row[column[node]]++
			return row[column[node]] == 1
		}
		for _, c := range children[node] {
			if !add(row, c, depth+1) {
				return false
			}
		}
		return true
	}
	for i := range children {
		if !add(h.sum.Row(i), i, 0) {
			return nil, BadArgument{"children", "nodes that exist, once each and not part of themselves"}
		}
	}
	return h, nil
}

// Weights say how far each node's forecast is trusted when they disagree.
type Weights struct {
	kind   byte
	errors [][]float64
}

// BottomUp believes the leaves alone.
func BottomUp() Weights { return Weights{kind: 'b'} }

// OLS trusts all nodes alike (Hyndman et al. 2011).
func OLS() Weights { return Weights{kind: 'o'} }

// Structural trusts a node by the number of its leaves: errors of leaves alike and independent
// (Athanasopoulos et al. 2017).
func Structural() Weights { return Weights{kind: 's'} }

// WLS trusts a node by the mean square of its errors one step ahead: errors[node] are such errors.
func WLS(errors [][]float64) Weights { return Weights{'w', errors} }

// MinT uses the covariance of the nodes' errors one step ahead, drawn towards its diagonal: errors[node]
// are those of the same times for every node. Sources: Wickramasuriya, Athanasopoulos and Hyndman (2019);
// the shrinkage is that of Schäfer and Strimmer (2005).
func MinT(errors [][]float64) Weights { return Weights{'m', errors} }

// Projection makes forecasts of all nodes add up.
type Projection struct {
	h    *Hierarchy
	down linalg.Matrix // leaves × nodes: from forecasts of all nodes to the leaves
}

// Project prepares reconciliation. The error is a BadArgument when errors do not suit, or
// linalg.ErrSingular when a node's errors are all zero.
func (h *Hierarchy) Project(w Weights) (*Projection, error) {
	nodes, leaves := h.sum.Rows, h.sum.Cols
	if w.kind == 'b' {
		down := linalg.New(leaves, nodes)
		for j, node := range h.leaves {
			down.Set(j, node, 1)
		}
		return &Projection{h, down}, nil
	}
	v, err := h.covariance(w)
	if err != nil {
		return nil, err
	}
	trusted, err := linalg.Solve(v, h.sum) // V⁻¹S
	if err != nil {
		return nil, err
	}
	down, err := linalg.Solve(h.sum.T().Mul(trusted), trusted.T())
	if err != nil {
		return nil, err
	}
	return &Projection{h, down}, nil
}

// covariance is the matrix the weights stand for, nodes × nodes.
func (h *Hierarchy) covariance(w Weights) (linalg.Matrix, error) {
	nodes := h.sum.Rows
	v := linalg.New(nodes, nodes)
	if w.kind == 'o' || w.kind == 's' {
		for i := range nodes {
			v.Set(i, i, 1)
			if w.kind == 's' {
				v.Set(i, i, sumOf(h.sum.Row(i)))
			}
		}
		return v, nil
	}
	if len(w.errors) != nodes || len(w.errors[0]) < 2 {
		return v, BadArgument{"errors", "two or more for every node"}
	}
	times := len(w.errors[0])
	for i, a := range w.errors {
		if len(a) != times || notFinite(sumOf(a)) {
			return v, BadArgument{"errors", "finite and as many for every node"}
		}
		for j := range i + 1 {
			if w.kind == 'm' || i == j {
				c := linalg.Dot(a, w.errors[j]) / float64(times)
				v.Set(i, j, c)
				v.Set(j, i, c)
			}
		}
	}
	if w.kind == 'm' {
		shrink(v, w.errors)
	}
	return v, nil
}

// shrink draws covariances towards zero by λ = Σ var(r)/Σ r² over the correlations r off the diagonal,
// held within 0 … 1.
func shrink(v linalg.Matrix, errors [][]float64) {
	var noise, signal float64
	times := float64(len(errors[0]))
	for i := range errors {
		for j := range i {
			scale := math.Sqrt(v.At(i, i) * v.At(j, j))
			if scale == 0 {
				continue
			}
			r := v.At(i, j) / scale
			for t := range errors[i] {
				d := float64(errors[i][t]*errors[j][t])/scale - r
				noise += float64(d*d) / (times * (times - 1))
			}
			signal += float64(r * r)
		}
	}
	keep := 0.0
	if signal > 0 {
		keep = 1 - math.Min(1, noise/signal)
	}
	for i := range errors {
		for j := range errors {
			if i != j {
				v.Set(i, j, v.At(i, j)*keep)
			}
		}
	}
}

func sumOf(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

// Apply returns forecasts of all nodes that add up, made from base, one for each node. A forecast that was
// positive may become negative when nodes disagree much.
func (p *Projection) Apply(base []float64) []float64 {
	return p.h.sum.Times(p.down.Times(base))
}

// Samples does as Apply for joint draws: draws[node][k] is the k-th draw of a node, and the k-th draws of
// all nodes belong together.
func (p *Projection) Samples(draws [][]float64) [][]float64 {
	out := make([][]float64, len(draws))
	for i := range out {
		out[i] = make([]float64, len(draws[0]))
	}
	base := make([]float64, len(draws))
	for k := range draws[0] {
		for i := range draws {
			base[i] = draws[i][k]
		}
		for i, v := range p.Apply(base) {
			out[i][k] = v
		}
	}
	return out
}
