package fact

import (
	"cmp"
	"slices"
	"sort"

	"github.com/yipanqi/yipanqi/measure"
)

// Entry is a batch's place in a ledger.
type Entry struct {
	First      int64 // Seq of its first observation, were there one
	Known      measure.Instant
	Supersedes int // index of the batch it withdraws, or -1
}

// Journal lists the batches of a ledger in order. It answers when an observation became known, and
// what a moment knew; stores keep one beside their rows.
type Journal struct {
	Entries []Entry
	Last    int64 // Seq of the last observation
}

// Of returns the index of the batch that holds the observation at seq.
func (j *Journal) Of(seq int64) int {
	return sort.Search(len(j.Entries), func(i int) bool { return j.Entries[i].First > seq }) - 1
}

// end returns the Seq after the last observation of batch i.
func (j *Journal) end(i int) int64 {
	if i+1 < len(j.Entries) {
		return j.Entries[i+1].First
	}
	return j.Last + 1
}

// Knowledge is what a ledger knew at a moment: the observations up to one Seq, less withdrawn ones.
type Knowledge struct {
	Last      int64
	withdrawn []span // apart and in order
}

type span struct{ first, end int64 }

// At returns what the ledger knew at a moment.
func (j *Journal) At(known measure.Instant) Knowledge {
	n := sort.Search(len(j.Entries), func(i int) bool { return j.Entries[i].Known > known })
	if n == 0 {
		return Knowledge{}
	}
	k := Knowledge{Last: j.end(n-1) - 1}
	for i := range n {
		// A batch without observations begins where the next one does; it has none to withdraw.
		if s := j.Entries[i].Supersedes; s >= 0 && j.Entries[s].First < j.end(s) {
			k.withdrawn = append(k.withdrawn, span{j.Entries[s].First, j.end(s)})
		}
	}
	slices.SortFunc(k.withdrawn, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	k.withdrawn = slices.Compact(k.withdrawn)
	return k
}

// Holds reports whether the observation at seq was known and not withdrawn.
func (k *Knowledge) Holds(seq int64) bool {
	if seq > k.Last {
		return false
	}
	if len(k.withdrawn) == 0 {
		return true
	}
	i := sort.Search(len(k.withdrawn), func(i int) bool { return k.withdrawn[i].first > seq })
	return i == 0 || seq >= k.withdrawn[i-1].end
}
