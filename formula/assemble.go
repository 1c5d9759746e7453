package formula

import (
	"crypto/sha256"
	"encoding/binary"
	"math"

	"github.com/yipanqi/yipanqi/measure"
)

// assemble turns a checked tree into code: arguments first, registers reused as soon as their value
// is no longer needed, the last instruction writing the result.
func assemble(t *typed, inputs []Input, want measure.Unit, freq measure.Freq) *Program {
	p := &Program{Inputs: inputs, Freq: freq, Unit: want, tree: t}
	a := &assembler{p: p, free: map[measure.Freq][]int32{}}
	a.value(t, a.result())
	p.sum = p.fingerprint()
	return p
}

type assembler struct {
	p     *Program
	free  map[measure.Freq][]int32
	slots map[*typed]int32 // where each node's row stands; nil unless every row is kept
}

const anywhere = -1

func (a *assembler) result() int32 { return int32(len(a.p.Inputs)) }

// value emits the code of t and returns the slot its row is in: want, unless it may be anywhere.
func (a *assembler) value(t *typed, want int32) int32 {
	if t.op == opInput && want == anywhere {
		return int32(t.input)
	}
	in := instr{op: t.op, n: t.n, k: t.k, k2: t.k2, to: t.freq}
	args := t.args
	switch {
	case t.op == opInput:
		in.op, in.a = opCopy, int32(t.input)
	case t.op == opConst:
		in.op = opFill
	case t.op == opDiv:
		in.k = 1
	case a.slots == nil && fuses(t):
		in = instr{op: args[0].op, n: args[0].n, k: t.k, to: t.freq}
		args = args[0].args
	}
	in, args = immediate(in, args)
	slots := [3]int32{}
	for i, arg := range args {
		slots[i] = a.value(arg, anywhere)
		in.from = args[0].freq
	}
	if !in.op.pointwise() && want == anywhere {
		want = a.register(t.freq)
	}
	for i, arg := range args {
		a.release(slots[i], arg.freq)
	}
	if want == anywhere {
		want = a.register(t.freq)
	}
	if len(args) > 0 {
		in.a, in.b, in.c = slots[0], slots[1], slots[2]
	}
	in.dst = want
	a.p.code = append(a.p.code, in)
	if a.slots != nil {
		a.slots[t] = want
	}
	return want
}

// fuses reports whether a conversion can be done by the instruction whose value it converts.
func fuses(t *typed) bool {
	if t.op != opMulK {
		return false
	}
	of := t.args[0]
	return of.op == opGrowth || of.op == opDiv && !of.args[0].constant() && !of.args[1].constant()
}

// immediate puts a constant argument into the instruction.
func immediate(in instr, args []*typed) (instr, []*typed) {
	if len(args) != 2 {
		return in, args
	}
	left, right := args[0], args[1]
	switch {
	case in.op == opAdd && right.constant():
		in.op, in.k, args = opAddK, right.k, args[:1]
	case in.op == opAdd && left.constant():
		in.op, in.k, args = opAddK, left.k, args[1:]
	case in.op == opSub && right.constant():
		in.op, in.k, args = opAddK, -right.k, args[:1]
	case in.op == opSub && left.constant():
		in.op, in.k, args = opKSub, left.k, args[1:]
	case in.op == opMul && right.constant():
		in.op, in.k, args = opMulK, right.k, args[:1]
	case in.op == opMul && left.constant():
		in.op, in.k, args = opMulK, left.k, args[1:]
	case in.op == opDiv && right.constant():
		in.op, in.k, args = opDivK, right.k, args[:1]
	case in.op == opDiv && left.constant():
		in.op, in.k, args = opKDiv, left.k, args[1:]
	}
	return in, args
}

func (a *assembler) register(f measure.Freq) int32 {
	if free := a.free[f]; len(free) > 0 && a.slots == nil {
		a.free[f] = free[:len(free)-1]
		return free[len(free)-1]
	}
	a.p.regs = append(a.p.regs, f)
	return a.result() + int32(len(a.p.regs))
}

func (a *assembler) release(slot int32, f measure.Freq) {
	if slot > a.result() {
		a.free[f] = append(a.free[f], slot)
	}
}

// fingerprint hashes inputs, unit and code, every string with its length before it.
func (p *Program) fingerprint() [32]byte {
	var b []byte
	str := func(s string) {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	num := func(ns ...int32) {
		for _, n := range ns {
			b = binary.LittleEndian.AppendUint32(b, uint32(n))
		}
	}
	str("yipanqi formula 1")
	str(p.Unit.Symbol)
	num(int32(p.Freq), int32(len(p.Inputs)))
	for _, in := range p.Inputs {
		str(in.Indicator)
		str(in.Name)
		num(int32(in.Freq), int32(in.Kind), int32(in.Over), int32(in.Missing))
		if in.Over.Measure() {
			str(in.Weight)
			num(int32(in.Cities))
		}
		if in.Network != "" {
			str(in.Network)
			str(in.From)
			str(in.To)
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(in.Limit))
		}
	}
	for _, in := range p.code {
		str(in.op.String())
		num(int32(in.from), int32(in.to), in.dst, in.a, in.b, in.c, in.n)
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(in.k))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(in.k2))
	}
	return sha256.Sum256(b)
}
