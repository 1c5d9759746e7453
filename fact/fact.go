// Package fact is the ledger of what was observed: append-only, bitemporal, with provenance.
//
// An observation says that an indicator had a value in an area over a period (valid time), and
// from when that was known (transaction time, SQL:2011). Nothing is changed or erased: a later
// observation of the same cell supersedes an earlier one, and a view as of any two dates shows
// what was valid by the one as known by the other.
package fact

import (
	"context"

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
	// Append adds a batch durably, all or nothing, and returns the new position. Known must not lie
	// before the last batch's. A batch whose ID the ledger holds already is refused with
	// ErrDuplicate, one that supersedes an unknown batch with ErrUnknownBatch.
	Append(ctx context.Context, b *Batch) (Position, error)
}
