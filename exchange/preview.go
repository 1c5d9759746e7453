package exchange

import (
	"context"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

// Change is a cell for which an import gives another value or status than the ledger holds.
type Change struct {
	Was, Now fact.Observation
}

// Preview says what an import would do to a ledger, cell by cell as it would hold afterwards.
type Preview struct {
	New     int      // cells the ledger does not hold
	Same    int      // cells that keep value and status
	Changes []Change // the others, in the order of a scan
}

// Compare holds batches that were read, and not yet appended, against what the ledger holds last. That
// one of them withdraws an earlier batch is not counted in.
func Compare(ctx context.Context, ledger fact.Reader, batches []fact.Batch) (Preview, error) {
	coming := map[fact.Key]*fact.Observation{}
	for i := range batches {
		for j := range batches[i].Observations {
			o := &batches[i].Observations[j]
			coming[o.Key()] = o
		}
	}
	var p Preview
	err := ledger.Scan(ctx, fact.AsOf{Known: measure.Forever}, func(was *fact.Observation) error {
		now, ok := coming[was.Key()]
		if !ok {
			return nil
		}
		delete(coming, was.Key())
		if now.Status == was.Status && (now.Value == was.Value || now.Status.NoValue()) {
			p.Same++
			return nil
		}
		p.Changes = append(p.Changes, Change{*was, *now})
		return nil
	})
	p.New = len(coming)
	return p, err
}
