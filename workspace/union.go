package workspace

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"iter"
	"slices"

	"github.com/yipanqi/yipanqi/fact"
)

// union reads the facts a package ships and a ledger of one's own as one ledger: in each cell the
// observation known later holds, the ledger's where both were known at the same moment.
type union struct {
	shipped, own fact.Reader
}

// Scan merges the two scans, which come in the same order.
func (u union) Scan(ctx context.Context, at fact.AsOf, yield func(*fact.Observation) error) error {
	shipped, stopShipped := iter.Pull2(rows(ctx, u.shipped, at))
	defer stopShipped()
	own, stopOwn := iter.Pull2(rows(ctx, u.own, at))
	defer stopOwn()

	theirs, err := first(shipped)
	if err != nil {
		return err
	}
	mine, err := first(own)
	for err == nil && (theirs != nil || mine != nil) {
		switch order := compareKeys(theirs, mine); {
		case order < 0:
			if err = yield(theirs); err == nil {
				theirs, err = first(shipped)
			}
		case order > 0:
			if err = yield(mine); err == nil {
				mine, err = first(own)
			}
		default: // the same cell: drop the one known earlier
			if mine.Known >= theirs.Known {
				theirs, err = first(shipped)
			} else {
				mine, err = first(own)
			}
		}
	}
	return err
}

// first pulls the next row; nil at the end.
func first(next func() (*fact.Observation, error, bool)) (*fact.Observation, error) {
	o, err, _ := next()
	return o, err
}

var errStopped = errors.New("scan stopped by its reader")

// rows turns a scan into a sequence that can be pulled. The observation is a copy.
func rows(ctx context.Context, r fact.Reader, at fact.AsOf) iter.Seq2[*fact.Observation, error] {
	return func(yield func(*fact.Observation, error) bool) {
		err := r.Scan(ctx, at, func(o *fact.Observation) error {
			row := *o
			if !yield(&row, nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(nil, err)
		}
	}
}

// History gives both histories, oldest first.
func (u union) History(ctx context.Context, key fact.Key, yield func(*fact.Observation) error) error {
	var all []fact.Observation
	for _, r := range []fact.Reader{u.shipped, u.own} {
		err := r.History(ctx, key, func(o *fact.Observation) error {
			all = append(all, *o)
			return nil
		})
		if err != nil {
			return err
		}
	}
	slices.SortStableFunc(all, func(a, b fact.Observation) int { return cmp.Compare(a.Known, b.Known) })
	for i := range all {
		if err := yield(&all[i]); err != nil {
			return err
		}
	}
	return nil
}

// Position joins the two positions: the number of observations in both, and a hash of both heads.
func (u union) Position(ctx context.Context) (fact.Position, error) {
	a, err := u.shipped.Position(ctx)
	if err != nil {
		return fact.Position{}, err
	}
	b, err := u.own.Position(ctx)
	if err != nil {
		return fact.Position{}, err
	}
	heads := append(a.Hash[:], b.Hash[:]...)
	return fact.Position{Seq: a.Seq + b.Seq, Hash: sha256.Sum256(heads)}, nil
}

// compareKeys orders rows as a scan does; the end of a scan, nil, comes last.
func compareKeys(a, b *fact.Observation) int {
	switch {
	case b == nil:
		return -1
	case a == nil:
		return +1
	}
	return cmp.Or(cmp.Compare(a.Indicator, b.Indicator), cmp.Compare(a.Area, b.Area),
		cmp.Compare(a.Period.Freq, b.Period.Freq), cmp.Compare(a.Period.Ord, b.Period.Ord))
}
