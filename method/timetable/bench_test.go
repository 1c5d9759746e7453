package timetable

import (
	"runtime"
	"testing"
)

// synthetic is a city on a grid: a line along each street both ways, every 6 minutes from 05:00 to 23:00,
// 2 minutes from stop to stop, and changes of 2 minutes. side 40 has 1,600 stops and 1.1 million calls.
func synthetic(side int32) *Timetable {
	t := &Timetable{Stops: int(side * side), First: []int32{0}, Change: make([]int32, side*side)}
	for s := range t.Change {
		t.Change[s] = 120
	}
	for street := range side {
		for direction := range int32(4) {
			for start := 5*3600 + street*37%360; start < 23*3600; start += 360 {
				for k := range side {
					along := k
					if direction%2 == 1 {
						along = side - 1 - k
					}
					stop := street*side + along
					if direction >= 2 {
						stop = along*side + street
					}
					now := start + k*120
					t.Calls = append(t.Calls, Call{Stop: stop, Arrive: now, Depart: now})
				}
				t.First = append(t.First, int32(len(t.Calls)))
			}
		}
	}
	return t
}

func prepare(b *testing.B) *Router {
	r, err := New(synthetic(40))
	if err != nil {
		b.Fatal(err)
	}
	return r
}

func BenchmarkNew(b *testing.B) {
	t := synthetic(40)
	for b.Loop() {
		if _, err := New(t); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEarliest(b *testing.B) {
	r := prepare(b)
	for b.Loop() {
		r.Earliest(r.From(0), 8*3600)
	}
}

func BenchmarkProfileTwoHours(b *testing.B) {
	r := prepare(b)
	p := r.newProfile()
	for b.Loop() {
		p.compute(r.To(820), Window{7 * 3600, 9 * 3600, 2 * 3600})
	}
}

func BenchmarkMatrix100(b *testing.B) {
	r := prepare(b)
	var from, to [][]Access
	for s := range int32(100) {
		from, to = append(from, r.From(s*16)), append(to, r.To(s*16))
	}
	for b.Loop() {
		r.Matrix(from, to, Window{7 * 3600, 9 * 3600, 2 * 3600}, nil, runtime.GOMAXPROCS(0))
	}
}
