// Package fact is the ledger of what was observed: append-only, bitemporal, with provenance.
//
// An observation says that an indicator had a value in an area over a period, and from when that
// was known. These are the two times of SQL:2011 (ISO/IEC 9075-2:2011, application-time and
// system-versioned tables):
//
//   - valid time is the period the value is about. A point of view may end it on a day; then only
//     periods that are over by that day are seen.
//   - knowledge time is the moment from which the ledger holds the value. It belongs to the batch,
//     never falls from one batch to the next, and is given by the caller: the ledger reads no clock.
//
// Nothing is changed or erased. In each cell (indicator, area, period) the observation recorded
// last holds, by its position in the ledger, so that of two in one batch the later row holds. A
// batch may withdraw an earlier one: from its own moment on the withdrawn observations count as not
// known, and what held before them holds again. An earlier point of view still sees them, and so
// does the history. Withdrawing a batch that itself withdrew another does not bring the other back.
//
// Batches form a hash chain, so that a ledger is named by its head and any change to what was
// recorded shows. docs/format/ledger.md defines its bytes.
package fact

import (
	"context"
	"errors"
	"fmt"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/measure"
)

// Observation is one reported value. All fields but Seq and Known are given by the reporter.
type Observation struct {
	Seq       int64 // position in the ledger, from 1, rising with Known
	Indicator string
	Area      string // identity of the area (see territory.Resolve)
	Period    measure.Period
	Value     float64 // in the indicator's unit; measure.Missing when Status.NoValue()
	Decimals  int8    // decimals as reported, so that 66.0 stays 66.0
	Status    measure.Status
	Source    string // id of a citation.Source
	Page      string // page, table or cell within the source
	Grade     citation.Grade
	Reporter  string // body that reported it
	Method    string // how it was measured, where several ways exist
	Note      string
	Known     measure.Instant // from when the ledger knows it
}

// Key identifies the cell an observation speaks about.
type Key struct {
	Indicator, Area string
	Period          measure.Period
}

// Key returns the cell o speaks about.
func (o *Observation) Key() Key { return Key{o.Indicator, o.Area, o.Period} }

// AsOf is a point of view: what was valid by a day, as known by a moment.
type AsOf struct {
	Valid measure.Date    // periods that end after this day are not seen; zero sees all
	Known measure.Instant // observations recorded later are not seen
}

// Sees reports whether the point of view includes o.
func (a AsOf) Sees(o *Observation) bool {
	return o.Known <= a.Known && (a.Valid == 0 || o.Period.Last() <= a.Valid)
}

// Batch is what one import appends: all of it or nothing.
type Batch struct {
	ID           string // content hash or name; the same ID is not appended twice
	Origin       string // file or form it came from
	Reporter     string
	Note         string
	Supersedes   string // ID of an earlier batch whose observations it withdraws, or empty
	Known        measure.Instant
	Observations []Observation
}

// Position is a place in the ledger's hash chain.
type Position struct {
	Seq  int64    `json:"seq"` // number of observations up to here
	Hash [32]byte `json:"-"`   // head of the chain over all batches up to here
}

// Reader shows a ledger at one point of view.
type Reader interface {
	// Scan calls yield once for each cell seen from at, with the observation that holds there (the
	// last known; a withdrawn one counts as not known), ordered by indicator, area, frequency and
	// period. The observation is valid only during the call.
	Scan(ctx context.Context, at AsOf, yield func(*Observation) error) error
	// History calls yield for every observation of one cell, withdrawn ones too, oldest first.
	History(ctx context.Context, key Key, yield func(*Observation) error) error
	// Position returns the ledger's present position.
	Position(ctx context.Context) (Position, error)
}

// Log is a ledger that can grow.
type Log interface {
	Reader
	// Append adds batches durably, all of them or nothing, and returns the position after them. Known
	// must not lie before the last batch's: such a batch is refused with a *KnownError, which tells the
	// last batch's. A batch whose ID the ledger holds already is refused with ErrDuplicate, one that
	// supersedes an unknown batch with ErrUnknownBatch, one that Check refuses with ErrInvalid.
	// Append leaves the batches unchanged. One without observations is allowed; it may withdraw another.
	Append(ctx context.Context, batches ...*Batch) (Position, error)
	// Batches calls yield for every batch, withdrawn ones too, in the order they were appended, with
	// its observations. Appending them to an empty ledger gives the same ledger, head and all. The
	// batch is valid only during the call.
	Batches(ctx context.Context, yield func(*Batch) error) error
}

// Reasons to refuse a batch.
var (
	ErrDuplicate    = errors.New("the ledger already holds a batch of this name")
	ErrUnknownBatch = errors.New("the ledger holds no batch of the name to be withdrawn")
	ErrInvalid      = errors.New("not an observation the ledger can keep")
)

// KnownError refuses a batch that claims to be known before one that was appended earlier.
type KnownError struct {
	Batch       string
	Known, Last measure.Instant // of the batch, and of the last one in the ledger
}

func (e *KnownError) Error() string {
	return fmt.Sprintf("batch %q is known from %v, before the last batch in the ledger (%v)",
		e.Batch, e.Known, e.Last)
}
