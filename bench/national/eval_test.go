package main

import (
	"context"
	"testing"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
)

// some is a slice of the country that fits a profile.
var some = size{observed: 300, formulas: 700, counties: 100, years: 10, seed: 1}

func BenchmarkEvaluate(b *testing.B) {
	e, err := engine(some, false)
	if err != nil {
		b.Fatal(err)
	}
	e.Workers = 1
	b.SetBytes(int64(some.bytes()))
	for b.Loop() {
		if err := e.Recompute(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOneFact(b *testing.B) {
	e, err := engine(some, true)
	if err != nil {
		b.Fatal(err)
	}
	k := uint64(0)
	for b.Loop() {
		k++
		e.Apply(evaluate.Changes{Hold: []fact.Observation{some.change(k)}})
	}
}

func TestEnginesAgree(t *testing.T) {
	s := size{observed: 20, formulas: 60, counties: 30, years: 3, seed: 2}
	_, want, err := evaluateOurs(s)
	if err != nil {
		t.Fatal(err)
	}
	_, got := evaluateLoop(s)
	if err := agree("loop", got, want); err != nil {
		t.Error(err)
	}
	if err := compareDuck(s, true, want, func(string, cost) {}); err != nil {
		t.Error(err)
	}
}
