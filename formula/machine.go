package formula

import "github.com/yipanqi/yipanqi/measure"

// instr is one step of a program. dst, a, b and c are slots: first the inputs, then the result,
// then the registers, each a row of numbers.
type instr struct {
	op       op
	from, to measure.Freq // of a and of dst
	dst, a   int32
	b, c     int32
	n        int32 // shift, decimals, or the ordinal of a period
	k, k2    float64
}

// Scratch is the working memory of Run. It grows to what is needed and is then reused; two runs at
// the same time need two of them. The zero Scratch is ready.
type Scratch struct {
	slots  [][]float64
	memory []float64
	inputs []Input
	axes   []measure.Axis
	axis   measure.Axis
}

// Run computes one row. rows[i] and axes[i] belong to Inputs[i]; out has a place for each period of
// axis and overlaps no input. A period without a value is measure.Missing, and so is whatever has
// no finite value: a division by zero, an overflow.
func (p *Program) Run(rows [][]float64, axes []measure.Axis, out []float64, axis measure.Axis,
	s *Scratch) {
	s.prepare(p, rows, axes, out, axis)
	for i := range p.code {
		in := &p.code[i]
		switch {
		case in.op < opLess:
			s.arithmetic(in)
		case in.op.pointwise():
			s.choice(in)
		default:
			s.overTime(in)
		}
	}
}

func (s *Scratch) prepare(p *Program, rows [][]float64, axes []measure.Axis, out []float64,
	axis measure.Axis) {
	s.inputs, s.axes, s.axis = p.Inputs, axes, axis
	s.slots = s.slots[:0]
	for _, row := range rows { // not as a block: reading one waits until the caller's writes are out
		s.slots = append(s.slots, row)
	}
	s.slots = append(s.slots, out)
	if len(p.regs) == 0 {
		return
	}
	need := 0
	for _, f := range p.regs {
		need += s.axisOf(f).N
	}
	if need > len(s.memory) {
		s.memory = make([]float64, need)
	}
	free := s.memory
	for _, f := range p.regs {
		n := s.axisOf(f).N
		s.slots = append(s.slots, free[:n:n])
		free = free[n:]
	}
}

// axisOf returns the axis of the rows of frequency f.
func (s *Scratch) axisOf(f measure.Freq) measure.Axis {
	if f == s.axis.Freq {
		return s.axis
	}
	for i := range s.inputs {
		if s.inputs[i].Freq == f {
			return s.axes[i]
		}
	}
	return measure.Axis{Freq: f}
}

func (s *Scratch) arithmetic(in *instr) {
	dst := s.slots[in.dst]
	switch in.op {
	case opFill:
		for i := range dst {
			dst[i] = in.k
		}
	case opCopy:
		copy(dst, s.slots[in.a])
	case opNeg:
		subtractFrom(dst, 0, s.slots[in.a])
	case opAdd:
		add(dst, s.slots[in.a], s.slots[in.b])
	case opSub:
		subtract(dst, s.slots[in.a], s.slots[in.b])
	case opMul:
		multiply(dst, s.slots[in.a], s.slots[in.b])
	case opDiv:
		divide(dst, s.slots[in.a], s.slots[in.b], in.k)
	case opAddK:
		addConstant(dst, s.slots[in.a], in.k)
	case opKSub:
		subtractFrom(dst, in.k, s.slots[in.a])
	case opMulK:
		multiplyConstant(dst, s.slots[in.a], in.k)
	case opDivK:
		divideByConstant(dst, s.slots[in.a], in.k)
	case opKDiv:
		divideConstant(dst, in.k, s.slots[in.a])
	case opScale:
		scale(dst, s.slots[in.a], in.k, in.k2)
	}
}

func (s *Scratch) choice(in *instr) {
	dst, a := s.slots[in.dst], s.slots[in.a]
	switch in.op {
	case opLess:
		less(dst, a, s.slots[in.b])
	case opLessEqual:
		lessOrEqual(dst, a, s.slots[in.b])
	case opEqual:
		equal(dst, a, s.slots[in.b], 1)
	case opNotEqual:
		equal(dst, a, s.slots[in.b], 0)
	case opAnd:
		both(dst, a, s.slots[in.b])
	case opOr:
		either(dst, a, s.slots[in.b])
	case opNot:
		subtractFrom(dst, 1, a)
	case opHas:
		has(dst, a)
	case opIf:
		choose(dst, a, s.slots[in.b], s.slots[in.c])
	case opCoalesce:
		coalesce(dst, a, s.slots[in.b])
	case opMin:
		smaller(dst, a, s.slots[in.b])
	case opMax:
		larger(dst, a, s.slots[in.b])
	case opAbs:
		absolute(dst, a)
	case opTake:
		take(dst, a, s.slots[in.b], in.k)
	case opWeigh:
		weigh(dst, a, s.slots[in.b], in.k)
	case opRound:
		for i, v := range a {
			dst[i] = measure.Round(v, int(in.n), measure.HalfEven)
		}
	}
}

func (s *Scratch) overTime(in *instr) {
	dst, a := s.slots[in.dst], s.slots[in.a]
	axis := s.axisOf(in.from)
	column := int(in.n - axis.First) // where n is the ordinal of a period
	switch in.op {
	case opLag:
		lag(dst, a, int(in.n))
	case opDiff:
		difference(dst, a, int(in.n))
	case opGrowth:
		growth(dst, a, int(in.n), in.k)
	case opCagr:
		averageGrowth(dst, a, int(in.n), int(in.k))
	case opCagrSince:
		averageGrowthSince(dst, a, column)
	case opIndex:
		index(dst, a, column)
	case opBase:
		base(dst, a, column)
	case opChain:
		chain(dst, a, s.slots[in.b], column)
	case opChainIndex:
		chainIndex(dst, a, s.slots[in.b], column)
	case opCumulate:
		cumulate(dst, a, axis)
	case opAnnualSum:
		annual(dst, a, s.axisOf(in.to), axis, sumOf)
	case opAnnualMean:
		annual(dst, a, s.axisOf(in.to), axis, meanOf)
	case opAnnualLast:
		annual(dst, a, s.axisOf(in.to), axis, lastOf)
	}
}
