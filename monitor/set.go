package monitor

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"
	"sync"

	"github.com/yipanqi/yipanqi/measure"
)

// Set keeps batches in memory.
type Set struct {
	mu       sync.RWMutex
	headers  []Header
	sites    map[string]*kept
	position Position
}

// kept is what a Set holds of one site.
type kept struct {
	Site
	runs    []Run
	batches []int // of each run; never falls
}

// NewSet returns an empty set.
func NewSet() *Set { return &Set{sites: map[string]*kept{}} }

// Reasons to refuse a batch.
var ErrDuplicate = errors.New("a batch of this name was appended before")

// KnownError refuses a batch that claims to be known before one that was appended earlier.
type KnownError struct{ Known, Last measure.Instant }

func (e *KnownError) Error() string {
	return fmt.Sprintf("the batch is known from %v, before the last one (%v)", e.Known, e.Last)
}

// Admit prepares a batch to be appended after others and returns its digest and number of readings,
// or refuses it. Stores use it.
func Admit(b *Batch, headers []Header) (digest [32]byte, readings int64, err error) {
	if err := b.Check(); err != nil {
		return digest, 0, err
	}
	if n := len(headers); n > 0 && b.Known < headers[n-1].Known {
		return digest, 0, &KnownError{b.Known, headers[n-1].Known}
	}
	b.Normalize()
	digest, readings = b.Digest()
	b.name(digest)
	if slices.ContainsFunc(headers, func(h Header) bool { return h.ID == b.ID }) {
		return digest, 0, fmt.Errorf("%w: %s", ErrDuplicate, b.ID)
	}
	return digest, readings, nil
}

// Append adds a batch; see Log.
func (s *Set) Append(b *Batch) (Position, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	digest, readings, err := Admit(b, s.headers)
	if err != nil {
		return s.position, err
	}
	s.add(b)
	s.position = s.position.Next(&b.Header, readings, digest)
	return s.position, nil
}

// SetOf returns a set of one batch in normal form as it is: without a name, and at no place in a
// chain. It is for files that are read to be computed with and not kept, and saves hashing them.
func SetOf(b *Batch) *Set {
	s := NewSet()
	s.add(b)
	return s
}

func (s *Set) add(b *Batch) {
	for _, site := range b.Sites {
		s.site(site.ID).Site = site
	}
	for _, r := range b.Runs {
		k := s.site(r.Site)
		k.runs, k.batches = append(k.runs, r), append(k.batches, len(s.headers))
	}
	s.headers = append(s.headers, b.Header)
}

func (s *Set) site(id string) *kept {
	k := s.sites[id]
	if k == nil {
		k = &kept{Site: Site{ID: id}}
		s.sites[id] = k
	}
	return k
}

// Sites returns the sites by id.
func (s *Set) Sites() []Site {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := make([]Site, 0, len(s.sites))
	for _, k := range s.sites {
		list = append(list, k.Site)
	}
	slices.SortFunc(list, func(a, b Site) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Headers returns the batches in order.
func (s *Set) Headers() []Header {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.headers)
}

// Position returns the head of the chain.
func (s *Set) Position() Position {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.position
}

// KnownBy returns how many of the batches were known at a moment.
func KnownBy(headers []Header, known measure.Instant) int {
	return sort.Search(len(headers), func(i int) bool { return headers[i].Known > known })
}

// Load reads a site; see Reader. It gives no error.
func (s *Set) Load(r *Readings, site string, known measure.Instant) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	k := s.sites[site]
	if k == nil {
		r.Assemble(Site{ID: site}, nil)
		return nil
	}
	n, _ := slices.BinarySearch(k.batches, KnownBy(s.headers, known))
	r.Assemble(k.Site, k.runs[:n])
	return nil
}

// History returns what batches said of an hour; see Reader. It gives no error.
func (s *Set) History(site string, item Item, daily bool, h Hour) ([]Reading, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []Reading
	if k := s.sites[site]; k != nil {
		for i := range k.runs {
			r := &k.runs[i]
			if r.Item != item || (r.Step == Daily) != daily {
				continue
			}
			if v, flag, ok := r.Said(h); ok {
				list = append(list, Reading{k.batches[i], r.Step, v, flag})
			}
		}
	}
	return list, nil
}
