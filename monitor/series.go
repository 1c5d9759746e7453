package monitor

import (
	"slices"

	"github.com/yipanqi/yipanqi/measure"
)

// Reader shows series site by site. It may be used by several goroutines at once.
type Reader interface {
	// Sites returns the sites by id, as they are called last.
	Sites() []Site
	// Headers returns the batches in the order they were appended.
	Headers() []Header
	// Load reads a site as known at a moment into r, whose arrays it uses again. A site that nothing
	// was known of has no series.
	Load(r *Readings, site string, known measure.Instant) error
	// History returns what batches said of an item at a site at an hour, in their order; daily
	// chooses values of days.
	History(site string, item Item, daily bool, h Hour) ([]Reading, error)
	// Position returns the head of the chain.
	Position() Position
}

// Log can grow.
type Log interface {
	Reader
	// Append adds a batch durably, all or nothing. It brings the batch into normal form and names it
	// where it has no ID; otherwise the batch is left as it is, and must not be changed afterwards.
	// It is refused with a *KnownError where it is known before the last one, with ErrDuplicate where
	// its ID is there, and with ErrInvalid where Check refuses it.
	Append(b *Batch) (Position, error)
}

// Reading is what one batch said of an hour.
type Reading struct {
	Batch int // index into Headers
	Step  Step
	Value int32 // Void where it took an earlier one away
	Flag  Flag
}

// Series is an item's readings at a site: dense from First on, Missing where there is none.
type Series struct {
	Item   Item
	Step   Step
	First  Slot
	Values []int32
	Flags  []Flagged
}

// At returns the reading that ends at h; Missing where there is none.
func (s *Series) At(h Hour) (int32, Flag) {
	slot, ok := s.Step.Slot(h)
	i := int(slot - s.First)
	if !ok || i < 0 || i >= len(s.Values) {
		return Missing, 0
	}
	return s.Values[i], flagAt(s.Flags, i)
}

// Hour returns the hour that the value at place i ends at.
func (s *Series) Hour(i int) Hour { return s.Step.Hour(s.First + Slot(i)) }

// Day returns the day that the value at place i belongs to.
func (s *Series) Day(i int) measure.Date { return s.Hour(i).Day() }

// Readings are the series of one site as known at a moment. Those by the clock are aligned: they have
// the same step, first slot and length. So are those of whole days.
type Readings struct {
	Site   Site
	Series []Series // by item; one of an hourly step before one of days

	spare [][]int32
}

// Clock returns the series of an item by the clock, or nil.
func (r *Readings) Clock(item Item) *Series { return r.find(item, false) }

// Daily returns the series of an item's values of whole days, or nil.
func (r *Readings) Daily(item Item) *Series { return r.find(item, true) }

func (r *Readings) find(item Item, daily bool) *Series {
	for i := range r.Series {
		if s := &r.Series[i]; s.Item == item && (s.Step == Daily) == daily {
			return s
		}
	}
	return nil
}

// reset empties r and keeps its arrays.
func (r *Readings) reset() {
	for i := range r.Series {
		r.spare = append(r.spare, r.Series[i].Values)
	}
	r.Site, r.Series = Site{}, r.Series[:0]
}

// array returns an array of n times Missing.
func (r *Readings) array(n int) []int32 {
	var a []int32
	if last := len(r.spare) - 1; last >= 0 {
		a, r.spare = r.spare[last][:0], r.spare[:last]
	}
	a = slices.Grow(a, n)[:n]
	for i := range a {
		a[i] = Missing
	}
	return a
}

// axis is the common axis of aligned series.
type axis struct {
	step       Step
	first, end Hour // of the first and the last reading
}

func (x *axis) cover(r *Run) {
	first, end := r.Step.Hour(r.First), r.Step.Hour(r.End()-1)
	if x.step == 0 {
		*x = axis{r.Step, first, end}
		return
	}
	x.step, x.first, x.end = min(x.step, r.Step), min(x.first, first), max(x.end, end)
}

// Assemble lays the runs of a site over one another in their order. Stores use it.
func (r *Readings) Assemble(site Site, runs []Run) {
	r.reset()
	r.Site = site
	var axes [2]axis // by the clock, of days
	var at [2 * Items]int
	for i := range runs {
		run := &runs[i]
		if len(run.Values) > 0 {
			axes[daily(run.Step)].cover(run)
			at[run.key()] = 1
		}
	}
	for key, used := range at {
		if used == 0 {
			continue
		}
		x := axes[key%2]
		first, _ := x.step.Slot(x.first)
		at[key] = len(r.Series)
		r.Series = append(r.Series, Series{Item: Item(key / 2), Step: x.step, First: first,
			Values: r.array(int(x.end-x.first)/int(x.step) + 1)})
	}
	for i := range runs {
		run := &runs[i]
		if len(run.Values) == 0 {
			continue
		}
		s := &r.Series[at[run.key()]]
		start := int(run.Step.Hour(run.First)-s.Step.Hour(s.First)) / int(s.Step)
		s.Flags = lay(s.Values, s.Flags, run, start, int(run.Step/s.Step))
	}
}

// key tells series of a site apart, in their order.
func (r *Run) key() int { return 2*int(r.Item) + daily(r.Step) }

func daily(s Step) int {
	if s == Daily {
		return 1
	}
	return 0
}

// Said returns what a run says of an hour; false where it says nothing.
func (r *Run) Said(h Hour) (int32, Flag, bool) {
	slot, ok := r.Step.Slot(h)
	i := int(slot - r.First)
	if !ok || i < 0 || i >= len(r.Values) || r.Values[i] == Missing {
		return Missing, 0, false
	}
	return r.Values[i], flagAt(r.Flags, i), true
}
