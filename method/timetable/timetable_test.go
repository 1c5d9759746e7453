package timetable

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func at(hour, min int32) int32 { return hour*3600 + min*60 }

// line makes the calls of a trip from stop, arrive, depart in minutes.
func (t *Timetable) line(calls ...[3]int32) {
	if len(t.First) == 0 {
		t.First = []int32{0}
	}
	for _, c := range calls {
		t.Calls = append(t.Calls, Call{Stop: c[0], Arrive: c[1] * 60, Depart: c[2] * 60})
	}
	t.First = append(t.First, int32(len(t.Calls)))
}

// known is a railway from 0 by 1 to 2 and a bus stop 3 two minutes from 1:
//
//	trip 0: 0 at 08:00, 1 at 08:30–08:32, 2 at 09:20
//	trip 1: 0 at 08:10, 1 at 08:35
//	trip 2: 3 at 08:38, 2 at 09:00
//	trip 3: 0 at 08:50, 2 at 09:40
func known() *Timetable {
	t := &Timetable{Stops: 4, Change: []int32{300, 300, 300, 300}, Footpaths: []Footpath{{1, 3, 120}, {3, 1, 120}}}
	t.line([3]int32{0, 480, 480}, [3]int32{1, 510, 512}, [3]int32{2, 560, 560})
	t.line([3]int32{0, 490, 490}, [3]int32{1, 515, 515})
	t.line([3]int32{3, 518, 518}, [3]int32{2, 540, 540})
	t.line([3]int32{0, 530, 530}, [3]int32{2, 580, 580})
	return t
}

func TestKnownAnswers(t *testing.T) {
	r, err := New(known())
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Earliest(r.From(0), at(8, 0)); !slices.Equal(got, []int32{at(8, 0), at(8, 30), at(9, 0), at(8, 32)}) {
		t.Errorf("from 0 at 08:00: %v", got)
	}
	if got := r.Earliest(r.From(0), at(8, 11)); !slices.Equal(got, []int32{at(8, 11), Never, at(9, 40), Never}) {
		t.Errorf("from 0 at 08:11: %v", got)
	}
	w := Window{at(8, 0), at(9, 0), 4 * 3600}
	p := r.Profile(r.To(2), w)
	for _, c := range []struct{ leave, arrive, trips int32 }{
		{at(8, 0), at(9, 0), 2},   // by either train and the bus
		{at(8, 10), at(9, 0), 2},  // by the second train and the bus
		{at(8, 11), at(9, 40), 1}, // by the last train
		{at(8, 50), at(9, 40), 1},
	} {
		if arrive, trips, ok := p.Arrive(r.From(0), c.leave); !ok || arrive != c.arrive || trips != c.trips {
			t.Errorf("leaving at %d: %d %d %v, want %d %d", c.leave, arrive, trips, ok, c.arrive, c.trips)
		}
	}
	legs, ok := p.Journey(r.From(0), at(8, 5))
	if want := []Leg{{1, 0, 1, at(8, 10), at(8, 35)}, {2, 3, 2, at(8, 38), at(9, 0)}}; !ok || !slices.Equal(legs, want) {
		t.Errorf("leaving at 08:05: %v", legs)
	}
	// 08:00–08:10: 60 … 50 min; 08:11–08:50: 89 … 50 min; then none. The 30th and 31st of the 60 times,
	// ascending, are 68 and 69: 22 times up to 60, then 61, 62, …
	s := p.Summarise(r.From(0), Never)
	if s.Best != 50*60 || s.Trips != 1 || s.First != at(8, 50) || s.Median != 68.5*60 || s.Share != 51.0/60 {
		t.Errorf("%+v", s)
	}
}

// A change takes a second at least, at a stop and on foot.
func TestChangesTakeTime(t *testing.T) {
	tt := &Timetable{Stops: 4, Footpaths: []Footpath{{1, 3, 0}, {1, 3, 60}}}
	tt.line([3]int32{0, 480, 480}, [3]int32{1, 490, 490})
	tt.line([3]int32{1, 490, 490}, [3]int32{2, 500, 500})
	tt.line([3]int32{3, 490, 490}, [3]int32{2, 510, 510})
	r, err := New(tt)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Earliest(r.From(0), 0); r.Walk(1, 3) != 1 || got[2] != Never || got[3] != at(8, 10)+1 {
		t.Errorf("%v", got)
	}
}

// A bus of yesterday's that runs past midnight, and one of tomorrow's.
func TestOvernight(t *testing.T) {
	tt := &Timetable{Stops: 3}
	tt.line([3]int32{0, -20, -20}, [3]int32{1, 15, 15})
	tt.line([3]int32{1, 20, 20}, [3]int32{2, 50, 50})
	tt.line([3]int32{1, 1445, 1445}, [3]int32{2, 1475, 1475})
	r, err := New(tt)
	if err != nil {
		t.Fatal(err)
	}
	p := r.Profile(r.To(2), Window{-at(1, 0), at(24, 0), at(2, 0)})
	for leave, want := range map[int32]int32{-at(0, 20): at(0, 50), at(0, 0): Never} {
		if got, _, _ := p.Arrive(r.From(0), leave); got != want {
			t.Errorf("leaving 0 at %d: %d, want %d", leave, got, want)
		}
	}
	if got, _, _ := p.Arrive(r.From(1), at(23, 50)); got != at(24, 35) {
		t.Errorf("leaving 1 before midnight: %d", got)
	}
	if _, _, ok := p.Arrive(r.From(1), at(2, 0)); ok {
		t.Error("a journey longer than the longest counts")
	}
}

func TestNewRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Timetable){
		"stop":      func(t *Timetable) { t.Calls[0].Stop = 9 },
		"backwards": func(t *Timetable) { t.Calls[1].Arrive = 0 },
		"departure": func(t *Timetable) { t.Calls[1].Depart = t.Calls[1].Arrive - 1 },
		"late":      func(t *Timetable) { t.Calls[2].Depart = math.MaxInt32 },
		"calls":     func(t *Timetable) { t.First[1] = 99 },
		"change":    func(t *Timetable) { t.Change[0] = -1 },
		"changes":   func(t *Timetable) { t.Change = t.Change[1:] },
		"footpath":  func(t *Timetable) { t.Footpaths[0].To = 4 },
		"walk":      func(t *Timetable) { t.Footpaths[0].Time = -1 },
	} {
		tt := known()
		spoil(tt)
		if _, err := New(tt); err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
	if r, err := New(&Timetable{}); err != nil || len(r.Earliest(nil, 0)) != 0 {
		t.Error("an empty timetable is refused")
	}
}

// random is a synthetic timetable of a few stops, with trips at the same times, rides that take no time,
// trips that come by twice, and stops where nobody may get on or off.
func random(t *rapid.T) *Timetable {
	tt := &Timetable{Stops: rapid.IntRange(2, 6).Draw(t, "stops"), First: []int32{0}}
	stop := rapid.Int32Range(0, int32(tt.Stops-1))
	for range rapid.IntRange(0, 12).Draw(t, "trips") {
		now := rapid.Int32Range(-5, 40).Draw(t, "start")
		for range rapid.IntRange(0, 5).Draw(t, "calls") {
			c := Call{Stop: stop.Draw(t, "stop"), Arrive: now, NoBoard: rapid.IntRange(0, 9).Draw(t, "b") == 0,
				NoAlight: rapid.IntRange(0, 9).Draw(t, "a") == 0}
			c.Depart = now + rapid.Int32Range(0, 2).Draw(t, "dwell")
			now = c.Depart + rapid.Int32Range(0, 6).Draw(t, "ride")
			c.Arrive, c.Depart = c.Arrive*30, c.Depart*30
			tt.Calls = append(tt.Calls, c)
		}
		tt.First = append(tt.First, int32(len(tt.Calls)))
	}
	for range tt.Stops {
		tt.Change = append(tt.Change, 30*rapid.Int32Range(0, 4).Draw(t, "change"))
	}
	for range rapid.IntRange(0, 5).Draw(t, "footpaths") {
		tt.Footpaths = append(tt.Footpaths, Footpath{stop.Draw(t, "from"), stop.Draw(t, "to"),
			30 * rapid.Int32Range(0, 5).Draw(t, "walk")})
	}
	return tt
}

// bruteForce finds the earliest arrival and the fewest trips with it by trying every journey: from
// every place one may get on, to every place one may get off, again and again until nothing is better.
func bruteForce(tt *Timetable, from, to []Access, leave int32) (arrive, trips int32) {
	best := never
	off := make([]int32, len(tt.Calls)) // fewest trips with which one gets off at a call
	for i := range off {
		off[i] = math.MaxInt32
	}
	change := func(a, b int32) int32 { // least time from getting off at a to getting on at b
		least := int32(Never)
		if a == b {
			least = max(1, tt.Change[a])
		}
		for _, f := range tt.Footpaths {
			if f.From == a && f.To == b && a != b {
				least = min(least, max(1, f.Time))
			}
		}
		return least
	}
	for again := true; again; {
		again = false
		for k := range len(tt.First) - 1 {
			for on := tt.First[k]; on < tt.First[k+1]; on++ {
				if tt.Calls[on].NoBoard {
					continue
				}
				had := int32(math.MaxInt32) // trips before this one
				for _, a := range from {
					if a.Stop == tt.Calls[on].Stop && leave+a.Time <= tt.Calls[on].Depart {
						had = 0
					}
				}
				for j, n := range off {
					if n == math.MaxInt32 {
						continue
					}
					if c := change(tt.Calls[j].Stop, tt.Calls[on].Stop); c < Never && tt.Calls[j].Arrive+c <= tt.Calls[on].Depart {
						had = min(had, n)
					}
				}
				if had == math.MaxInt32 {
					continue
				}
				for i := on + 1; i < tt.First[k+1]; i++ {
					if !tt.Calls[i].NoAlight && had+1 < off[i] {
						off[i], again = had+1, true
					}
				}
			}
		}
	}
	for i, n := range off {
		for _, a := range to {
			if n < math.MaxInt32 && a.Stop == tt.Calls[i].Stop {
				best = min(best, valueOf(tt.Calls[i].Arrive+a.Time)+value(n))
			}
		}
	}
	if best == never {
		return Never, 0
	}
	return best.arrive(), best.trips()
}

func TestAgreesWithEveryJourney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tt := random(t)
		r, err := New(tt)
		if err != nil {
			t.Fatal(err)
		}
		w := Window{0, 1200, 3000}
		for target := range int32(tt.Stops) {
			p := r.Profile(r.To(target), w)
			for source := range int32(tt.Stops) {
				for leave := w.First; leave < w.End; leave += 150 {
					want, trips := bruteForce(tt, r.From(source), r.To(target), leave)
					got, n, ok := p.Arrive(r.From(source), leave)
					if ok != (want < Never) || got != want || ok && n != trips {
						t.Fatalf("%d to %d at %d: %d with %d, want %d with %d", source, target, leave, got, n, want, trips)
					}
					walk := r.Walk(source, target)
					if walk < Never {
						want = min(want, leave+walk)
					}
					if got := r.Earliest(r.From(source), leave)[target]; got != want {
						t.Fatalf("%d to %d at %d: earliest %d, want %d", source, target, leave, got, want)
					}
					checkJourney(t, tt, p, r.From(source), target, leave)
				}
			}
		}
	})
}

// checkJourney follows a journey by the timetable.
func checkJourney(t *rapid.T, tt *Timetable, p *Profile, from []Access, target, leave int32) {
	arrive, trips, ok := p.Arrive(from, leave)
	legs, had := p.Journey(from, leave)
	if ok != had || int32(len(legs)) != trips {
		t.Fatalf("%d legs for %d trips", len(legs), trips)
	}
	if !ok {
		return
	}
	ready := func(stop int32) int32 {
		for _, a := range from {
			if a.Stop == stop {
				return leave + a.Time
			}
		}
		return Never
	}
	for _, l := range legs {
		if ready(l.From) > l.Depart || l.Arrive < l.Depart {
			t.Fatalf("legs do not meet: %v", legs)
		}
		calls := tt.Calls[tt.First[l.Trip]:tt.First[l.Trip+1]]
		on := slices.IndexFunc(calls, func(c Call) bool { return c.Stop == l.From && c.Depart == l.Depart && !c.NoBoard })
		if on < 0 || !slices.ContainsFunc(calls[on:], func(c Call) bool {
			return c.Stop == l.To && c.Arrive == l.Arrive && !c.NoAlight
		}) {
			t.Fatalf("the trip of %v does not run so", l)
		}
		last := l
		ready = func(stop int32) int32 {
			if stop == last.To {
				return last.Arrive + p.r.change[stop]
			}
			if walk := p.r.Walk(last.To, stop); walk < Never {
				return last.Arrive + walk
			}
			return Never
		}
	}
	end := legs[len(legs)-1]
	if walk := p.r.Walk(end.To, target); walk == Never || end.Arrive+walk != arrive {
		t.Fatalf("legs end at %d, not %d", end.Arrive, arrive)
	}
}

func TestMatrixIsTheSameForAnyThreads(t *testing.T) {
	r, err := New(known())
	if err != nil {
		t.Fatal(err)
	}
	var from, to [][]Access
	for s := range int32(4) {
		from, to = append(from, r.From(s)), append(to, r.To(s))
	}
	walk := func(i, k int) int32 { return r.Walk(int32(i), int32(k)) }
	w := Window{at(8, 0), at(9, 0), 4 * 3600}
	one := r.Matrix(from, to, w, walk, 1)
	if many := r.Matrix(from, to, w, walk, 3); !slices.Equal(one, many) {
		t.Errorf("%v and %v", one, many)
	}
	if one[0].Best != 0 || one[0].Share != 1 || one[1*4+3].Best != 120 || one[2].Best != 50*60 {
		t.Errorf("%v", one)
	}
}
