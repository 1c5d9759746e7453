// Package formula is the language in which a plan says how one indicator follows from others:
// arithmetic, time, areas, conditions and explicit rules for what is missing. It parses a formula,
// checks units, frequencies and names, and compiles it to a program over rows of numbers.
// docs/format/formula.md is the reference; a test runs its examples.
//
// The stages are Parse (text to Expr), Compile (Expr to Program, against an Env) and Program.Run;
// Program.Trace explains one value by the same code.
package formula

import "github.com/yipanqi/yipanqi/measure"

// Program is a compiled formula. It computes one row at a time: given for each input the row of
// values over the input's periods, it fills the result's row over the result's periods. All access
// to other areas is in its inputs, so a program knows nothing of places.
type Program struct {
	Inputs []Input
	Freq   measure.Freq // of the result
	Unit   measure.Unit // of the result, as declared

	code []instr        // see machine.go
	regs []measure.Freq // of each register's row
	tree *typed         // what the code was made from; Trace walks it
	sum  [32]byte
}

// Fingerprint identifies what the program computes: its inputs, its unit and its code. Layout of
// the source and names of units on the way do not enter.
func (p *Program) Fingerprint() [32]byte { return p.sum }

// InputKind says which row of an indicator an input reads.
type InputKind uint8

// Kinds of input.
const (
	Own        InputKind = iota // the row of the area being computed
	Fixed                       // the row of a named area or group: at(x, "510100")
	Members                     // the rows of the parts of the area being computed, put together
	Assumption                  // a stated assumption: its value in every period of the row
	Opened                      // 1 from the period in which a project is complete, 0 before
	Statistic                   // what a method computes of the area's monitoring data

	// What follows from a network of transport as it is on the last day of a period.
	Travel  // minutes from one place to another
	Length  // km of open lines in the area being computed
	Reached // the sum of an indicator over the areas within minutes of a place
	Served  // the share of the areas of at least some size that have a station in operation
)

// Input is one distinct read of a program. All rows of one frequency share one axis; those of the
// result's frequency share the result's.
type Input struct {
	Indicator string       // for Own, Fixed, Members, Reached and Served
	Freq      measure.Freq // of the row
	Kind      InputKind
	Name      string  // area or group for Fixed, id for Assumption and Opened, name for Statistic
	Over      Over    // for Members: how the parts are put together
	Missing   Missing // for Members: what a missing part does
	Weight    string  // for Members by a measure: the indicator that weighs the parts; empty where each counts once
	Cities    int     // for Members by PrimacyIndex: of so many of the largest parts

	Network  string  // for Travel, Length, Reached and Served: its id
	From, To string  // for Travel and Reached: an area, a group, a station, or Here
	Limit    float64 // minutes for Reached, the least value that counts for Served
}

// Over says how the rows of the parts of an area are put together.
type Over uint8

// Ways to put parts together.
const (
	Sum Over = iota
	Mean
	Min
	Max
	Count // number of parts with a value

	// Measures of how the parts differ. Their results have no unit.
	TheilT
	TheilL
	Gini
	CV
	PrimacyIndex
)

// Measure reports whether the whole tells how the parts differ, and is not in their unit.
func (o Over) Measure() bool { return o >= TheilT }

// Missing says what a missing part does to the whole.
type Missing uint8

// Rules for missing parts.
const (
	Propagate Missing = iota // one part missing makes the whole missing
	Skip                     // missing parts are left out, and lineage says which
)
