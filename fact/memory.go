package fact

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
)

// Memory is a ledger held in memory: the ledger of facts that come with a package, and a model for
// ledgers on disk. It may be used from several goroutines. Its zero value is not ready; NewMemory
// makes one.
type Memory struct {
	mu       sync.Mutex
	names    map[string]int // batch ID → index
	batches  []Batch        // their observations are parts of all
	journal  Journal
	all      []Observation // by Seq
	order    []int32       // indices into all by cell, then Seq; nil when out of date
	position Position
}

// NewMemory returns an empty ledger.
func NewMemory() *Memory { return &Memory{names: map[string]int{}} }

// Append adds batches; see Log. It keeps a copy.
func (m *Memory) Append(ctx context.Context, batches ...*Batch) (Position, error) {
	if err := ctx.Err(); err != nil {
		return Position{}, err
	}
	for _, b := range batches {
		if err := b.Check(); err != nil {
			return Position{}, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.position
	for i, b := range batches {
		entry, err := m.admit(b)
		if err != nil {
			m.drop(batches[:i], before)
			return Position{}, err
		}
		m.add(b, entry)
	}
	return m.position, nil
}

func (m *Memory) add(b *Batch, entry Entry) {
	for i := range b.Observations {
		o := b.Observations[i]
		o.Seq, o.Known = entry.First+int64(i), b.Known
		o.Value += 0 // -0 becomes 0
		m.all = append(m.all, o)
	}
	header := *b
	header.Observations = nil
	m.names[b.ID] = len(m.batches)
	m.batches = append(m.batches, header)
	m.journal.Entries = append(m.journal.Entries, entry)
	m.journal.Last = int64(len(m.all))
	m.position = m.position.Next(b, int64(len(b.Observations)), b.Digest())
	m.order = nil
}

// drop takes back the batches added last, down to the position before them.
func (m *Memory) drop(batches []*Batch, before Position) {
	for _, b := range batches {
		delete(m.names, b.ID)
	}
	left := len(m.batches) - len(batches)
	m.batches, m.journal.Entries = m.batches[:left], m.journal.Entries[:left]
	m.all = m.all[:before.Seq]
	m.journal.Last = before.Seq
	m.position, m.order = before, nil
}

// admit checks b against the batches before it and returns its place.
func (m *Memory) admit(b *Batch) (Entry, error) {
	entry := Entry{First: int64(len(m.all)) + 1, Known: b.Known, Supersedes: -1}
	if _, found := m.names[b.ID]; found {
		return entry, fmt.Errorf("batch %q: %w", b.ID, ErrDuplicate)
	}
	if b.Supersedes != "" {
		i, found := m.names[b.Supersedes]
		if !found {
			return entry, fmt.Errorf("batch %q withdraws %q: %w", b.ID, b.Supersedes, ErrUnknownBatch)
		}
		entry.Supersedes = i
	}
	if n := len(m.batches); n > 0 && b.Known < m.batches[n-1].Known {
		return entry, &KnownError{Batch: b.ID, Known: b.Known, Last: m.batches[n-1].Known}
	}
	return entry, nil
}

// memoryView is what a reader sees of a Memory; appending leaves it as it is.
type memoryView struct {
	all     []Observation
	order   []int32
	batches []Batch
	journal Journal
}

func (m *Memory) view() memoryView {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.order == nil {
		m.order = make([]int32, len(m.all))
		for i := range m.order {
			m.order[i] = int32(i)
		}
		slices.SortStableFunc(m.order, func(a, b int32) int {
			return m.all[a].Key().Compare(m.all[b].Key())
		})
	}
	return memoryView{m.all, m.order, m.batches, m.journal}
}

// Scan shows the ledger at one point of view; see Reader.
func (m *Memory) Scan(ctx context.Context, at AsOf, yield func(*Observation) error) error {
	v := m.view()
	known := v.journal.At(at.Known)
	for i := 0; i < len(v.order); {
		if err := ctx.Err(); err != nil {
			return err
		}
		key := v.all[v.order[i]].Key()
		var last *Observation
		for ; i < len(v.order) && v.all[v.order[i]].Key() == key; i++ {
			if o := &v.all[v.order[i]]; at.Sees(o) && known.Holds(o.Seq) {
				last = o
			}
		}
		if last == nil {
			continue
		}
		o := *last
		if err := yield(&o); err != nil {
			return err
		}
	}
	return nil
}

// History shows every observation of one cell; see Reader.
func (m *Memory) History(ctx context.Context, key Key, yield func(*Observation) error) error {
	v := m.view()
	i, _ := slices.BinarySearchFunc(v.order, key, func(i int32, k Key) int {
		return v.all[i].Key().Compare(k)
	})
	for ; i < len(v.order) && v.all[v.order[i]].Key() == key; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		o := v.all[v.order[i]]
		if err := yield(&o); err != nil {
			return err
		}
	}
	return nil
}

// Position returns the ledger's present position.
func (m *Memory) Position(context.Context) (Position, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.position, nil
}

// Batches shows every batch in order; see Log.
func (m *Memory) Batches(ctx context.Context, yield func(*Batch) error) error {
	v := m.view()
	for i := range v.batches {
		if err := ctx.Err(); err != nil {
			return err
		}
		b := v.batches[i]
		b.Observations = slices.Clone(v.all[v.journal.Entries[i].First-1 : v.journal.end(i)-1])
		if err := yield(&b); err != nil {
			return err
		}
	}
	return nil
}

// Compare orders cells as a scan does: by indicator, area, frequency and period.
func (k Key) Compare(l Key) int {
	return cmp.Or(cmp.Compare(k.Indicator, l.Indicator), cmp.Compare(k.Area, l.Area),
		cmp.Compare(k.Period.Freq, l.Period.Freq), cmp.Compare(k.Period.Ord, l.Period.Ord))
}
