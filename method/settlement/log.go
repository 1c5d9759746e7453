package settlement

import (
	"context"
	"sync"
)

// Log is a journal that is kept somewhere. It may be used by several goroutines.
type Log interface {
	// Append adds records durably, all of them or, with an error, none, as Journal.Append does, and
	// returns the position after them.
	Append(ctx context.Context, records ...Record) (Position, error)
	// Records calls yield for every record in the order they were appended, as of one moment. The
	// record may be kept but not changed.
	Records(ctx context.Context, yield func(Record) error) error
	// Position returns the journal's present position.
	Position(ctx context.Context) (Position, error)
}

// Load reads a journal from where it is kept.
func Load(ctx context.Context, log Log) (*Journal, error) {
	j := &Journal{}
	return j, log.Records(ctx, func(r Record) error { return j.Append(r) })
}

// Memory is a journal in memory, as a Log.
type Memory struct {
	mu      sync.RWMutex
	journal Journal
}

var _ Log = (*Memory)(nil)

// Append adds records; see Log.
func (m *Memory) Append(ctx context.Context, records ...Record) (Position, error) {
	if err := ctx.Err(); err != nil {
		return Position{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.journal.Append(records...); err != nil {
		return Position{}, err
	}
	return m.journal.Position(), nil
}

// Records shows every record; see Log.
func (m *Memory) Records(ctx context.Context, yield func(Record) error) error {
	m.mu.RLock()
	records := m.journal.Records()
	m.mu.RUnlock()
	for _, r := range records {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(r); err != nil {
			return err
		}
	}
	return nil
}

// Position returns the present position; see Log.
func (m *Memory) Position(ctx context.Context) (Position, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.journal.Position(), ctx.Err()
}
