// Package settle evaluates compacts: who owes whom what for a period, by which verdict, on which
// evidence. It is a pure function of the compact, what its measures read, and the period; it keeps no
// money, which package settlement does.
//
// A rule is computed in rows over time, one instance at a time: measures are read, values computed in
// the order plan.Parse found, payments decided, bounded, and split. Every number on the way can be
// asked for (Verdict.Explain), down to the readings, cells and revenue records.
//
// # Exactness
//
// Formulas are computed as indicators are, to the same bits on every machine, and an amount is rounded
// to the fen once, half to even. From there on all is whole fen: caps, floors and totals are exact, and
// shares divide by largest remainder, so that the lines of a payment sum to zero, those of outside
// grantors included.
//
// # Missing data
//
// A payment whose condition or amount rests on something missing has the outcome NoData: it says what
// is needed from whom, and posts nothing. What is missing is never zero.
package settle
