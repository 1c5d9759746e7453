package monitor

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/measure"
)

// Kind is what a site is.
type Kind string

// Kinds of site.
const (
	Station Kind = "station" // of air
	City    Kind = "city"    // whose values are published as a whole
	Section Kind = "section" // of a river or lake: water quality and flow
)

// Site is where something is measured.
type Site struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"` // empty where the id is one
	Area string `json:"area,omitempty"`
	Kind Kind   `json:"kind"`
}

// Label returns the site's name, or its id where it has none.
func (s Site) Label() string { return cmp.Or(s.Name, s.ID) }

// CalledIn returns the name or id that other tables know the site by: its id if they know it or know
// neither.
func (s Site) CalledIn(known func(string) bool) string {
	if s.Name != "" && !known(s.ID) && known(s.Name) {
		return s.Name
	}
	return s.ID
}

// Run is consecutive readings of one item at one site.
type Run struct {
	Site   string
	Item   Item
	Step   Step
	First  Slot // of Values[0]
	Values []int32
	Flags  []Flagged // by place
}

// Flagged is the flag of the value at a place in a run or series.
type Flagged struct {
	At   int32
	Flag Flag
}

// End returns the slot after the last one.
func (r *Run) End() Slot { return r.First + Slot(len(r.Values)) }

// flagAt returns the flag of the value at place i.
func flagAt(flags []Flagged, i int) Flag {
	at, ok := slices.BinarySearchFunc(flags, int32(i), func(f Flagged, i int32) int { return cmp.Compare(f.At, i) })
	if !ok {
		return 0
	}
	return flags[at].Flag
}

// Header is a batch without its readings.
type Header struct {
	ID     string // content hash or name; the same is not appended twice
	Origin string // file it came from
	Source string // who published it, or where it can be found
	Grade  citation.Grade
	Note   string
	Known  measure.Instant
}

// Batch is what one import appends: all of it or nothing.
type Batch struct {
	Header
	Sites []Site // new ones, and known ones that are to be called otherwise
	Runs  []Run
}

// Normalize brings a batch into the form in which it is kept and hashed: runs by site, item, step and
// time, each within one calendar month, and neither beginning nor ending with Missing. Of two runs
// over one slot the later in the batch holds; such runs are joined.
func (b *Batch) Normalize() {
	slices.SortFunc(b.Sites, func(x, y Site) int { return cmp.Compare(x.ID, y.ID) })
	if b.isNormal() {
		return
	}
	var runs []Run
	for _, r := range b.Runs {
		for len(r.Values) > 0 {
			_, last := r.Step.MonthOf(r.First)
			n := min(len(r.Values), int(last-r.First)+1)
			k, _ := slices.BinarySearchFunc(r.Flags, int32(n), func(f Flagged, n int32) int { return cmp.Compare(f.At, n) })
			part := Run{r.Site, r.Item, r.Step, r.First, r.Values[:n:n], slices.Clone(r.Flags[:k])}
			runs = append(runs, part)
			rest := slices.Clone(r.Flags[k:])
			for i := range rest {
				rest[i].At -= int32(n)
			}
			r.First, r.Values, r.Flags = r.First+Slot(n), r.Values[n:], rest
		}
	}
	slices.SortStableFunc(runs, compareMonths)
	b.Runs = runs[:0]
	for start := 0; start < len(runs); {
		end := start + 1
		for end < len(runs) && compareMonths(runs[start], runs[end]) == 0 {
			end++
		}
		if r := joined(runs[start:end]); len(r.Values) > 0 {
			b.Runs = append(b.Runs, r)
		}
		start = end
	}
}

func compareMonths(a, b Run) int {
	if c := cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Step, b.Step)); c != 0 {
		return c
	}
	return cmp.Compare(a.Step.monthOf(a.First), b.Step.monthOf(b.First))
}

// isNormal reports whether there is nothing for Normalize to do to the runs.
func (b *Batch) isNormal() bool {
	for i := range b.Runs {
		r := &b.Runs[i]
		if n := len(r.Values); n == 0 || r.Values[0] == Missing || r.Values[n-1] == Missing {
			return false
		}
		if _, last := r.Step.MonthOf(r.First); r.End()-1 > last {
			return false
		}
		if i > 0 && compareMonths(b.Runs[i-1], *r) >= 0 {
			return false
		}
	}
	return true
}

// joined returns the runs of a month as one, trimmed.
func joined(runs []Run) Run {
	r := runs[0]
	if len(runs) > 1 {
		end := r.End()
		for _, o := range runs[1:] {
			r.First, end = min(r.First, o.First), max(end, o.End())
		}
		r.Values, r.Flags = make([]int32, end-r.First), nil
		for i := range r.Values {
			r.Values[i] = Missing
		}
		for _, o := range runs {
			r.Flags = lay(r.Values, r.Flags, &o, int(o.First-r.First), 1)
			for i, v := range o.Values {
				if v == Void {
					r.Values[int(o.First-r.First)+i] = Void // lay has it Missing
				}
			}
		}
	}
	low, high := 0, len(r.Values)
	for low < high && r.Values[low] == Missing {
		low++
	}
	for low < high && r.Values[high-1] == Missing {
		high--
	}
	r.First, r.Values = r.First+Slot(low), r.Values[low:high]
	for i := range r.Flags {
		r.Flags[i].At -= int32(low)
	}
	return r
}

// lay puts the readings of a run over values, the run's first at place at and each next one stride
// places further, and returns the flags that hold then.
func lay(values []int32, flags []Flagged, r *Run, at, stride int) []Flagged {
	if len(flags) > 0 {
		flags = slices.DeleteFunc(flags, func(f Flagged) bool {
			i := (int(f.At) - at) / stride
			return int(f.At) >= at && i*stride+at == int(f.At) && i < len(r.Values) && r.Values[i] != Missing
		})
	}
	for i, v := range r.Values {
		switch v {
		case Missing:
		case Void:
			values[at+i*stride] = Missing
		default:
			values[at+i*stride] = v
		}
	}
	if len(r.Flags) == 0 {
		return flags
	}
	for _, f := range r.Flags {
		flags = append(flags, Flagged{int32(at) + f.At*int32(stride), f.Flag})
	}
	slices.SortFunc(flags, func(a, b Flagged) int { return cmp.Compare(a.At, b.At) })
	return flags
}

// ErrInvalid refuses what no batch may hold.
var ErrInvalid = errors.New("not readings that can be kept")

// Check returns what is wrong with a batch, or nil: sites and runs must be told apart, times in
// range, flags in order and on values, and daily items of days.
func (b *Batch) Check() error {
	for _, s := range b.Sites {
		if s.ID == "" {
			return fmt.Errorf("%w: a site has no id", ErrInvalid)
		}
	}
	for i := range b.Runs {
		if err := b.Runs[i].check(); err != nil {
			return fmt.Errorf("%w: run %d (%s): %w", ErrInvalid, i, b.Runs[i].Site, err)
		}
	}
	return nil
}

func (r *Run) check() error {
	switch {
	case r.Site == "":
		return errors.New("no site")
	case r.Item >= Items:
		return fmt.Errorf("no item %d", r.Item)
	case !r.Step.valid():
		return fmt.Errorf("no step of %d hours", r.Step)
	case r.Item.OfDay() && r.Step != Daily:
		return fmt.Errorf("%v is of days", r.Item)
	case int(r.First)*int(r.Step) < int(FirstHour) ||
		(int(r.First)+len(r.Values)-1)*int(r.Step) > int(LastHour):
		return fmt.Errorf("beyond %v to %v", FirstHour, LastHour)
	}
	last := int32(-1)
	for _, f := range r.Flags {
		if f.At <= last || int(f.At) >= len(r.Values) || r.Values[f.At] <= Void || f.Flag == 0 || f.Flag&^AllFlags != 0 {
			return fmt.Errorf("flag %d at %d", f.Flag, f.At)
		}
		last = f.At
	}
	return nil
}

// Digest hashes the sites and runs of one batch in normal form. docs/format/series.md has the bytes.
type Digest struct {
	hash     hash.Hash
	buf      []byte
	readings int64
}

// NewDigest returns the digest of a batch without runs.
func NewDigest(sites []Site) *Digest {
	d := &Digest{hash: sha256.New()}
	for _, s := range sites {
		for _, text := range []string{s.ID, s.Name, s.Area, string(s.Kind)} {
			d.buf = appendText(d.buf, text)
		}
	}
	d.hash.Write(d.buf)
	return d
}

// Add takes in the next run.
func (d *Digest) Add(r *Run) {
	d.buf = r.appendBinary(d.buf[:0])
	d.hash.Write(d.buf)
	for _, v := range r.Values {
		if v != Missing {
			d.readings++
		}
	}
}

// Sum returns the SHA-256 over what was added, and the number of readings, void ones too.
func (d *Digest) Sum() (sum [32]byte, readings int64) {
	d.hash.Sum(sum[:0])
	return sum, d.readings
}

// Digest returns the digest of a batch in normal form, and the number of its readings.
func (b *Batch) Digest() (sum [32]byte, readings int64) {
	d := NewDigest(b.Sites)
	for i := range b.Runs {
		d.Add(&b.Runs[i])
	}
	return d.Sum()
}

func (r *Run) appendBinary(dst []byte) []byte {
	dst = appendText(dst, r.Site)
	dst = appendText(dst, r.Item.String())
	dst = append(dst, byte(r.Step))
	dst = binary.BigEndian.AppendUint32(dst, uint32(r.First))
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(r.Values)))
	for _, v := range r.Values {
		dst = binary.BigEndian.AppendUint32(dst, uint32(v))
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(r.Flags)))
	for _, f := range r.Flags {
		dst = append(binary.BigEndian.AppendUint32(dst, uint32(f.At)), byte(f.Flag))
	}
	return dst
}

// name gives a batch without an ID one that follows from its content, its origin and a salt.
func (b *Batch) name(digest [32]byte, salt ...byte) {
	if b.ID == "" {
		sum := sha256.Sum256(append(append(digest[:], b.Origin...), salt...))
		b.ID = hex.EncodeToString(sum[:16])
	}
}

// Position is a place in the hash chain of batches.
type Position struct {
	Batches  int
	Readings int64 // up to here, void ones too
	Hash     [32]byte
}

// chainFormat opens every header that is hashed, so that another encoding gives other hashes.
const chainFormat = "yipanqi-series-1"

// Next returns the position after a batch with the given number of readings and digest.
func (p Position) Next(h *Header, readings int64, digest [32]byte) Position {
	buf := append([]byte(nil), p.Hash[:]...)
	for _, text := range []string{chainFormat, h.ID, h.Origin, h.Source, string(h.Grade), h.Note} {
		buf = appendText(buf, text)
	}
	buf = binary.BigEndian.AppendUint64(buf, uint64(h.Known))
	buf = binary.BigEndian.AppendUint64(buf, uint64(readings))
	buf = append(buf, digest[:]...)
	return Position{p.Batches + 1, p.Readings + readings, sha256.Sum256(buf)}
}

func appendText(dst []byte, s string) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(s)))
	return append(dst, s...)
}
