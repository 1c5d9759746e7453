package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/store/storetest"
)

func openTemp(t testing.TB) fact.Log {
	l, err := Open(filepath.Join(t.TempDir(), "facts.ledger"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLedger(t *testing.T) { storetest.Run(t, openTemp) }

func FuzzLedgerAsOf(f *testing.F) { storetest.Fuzz(f, openTemp) }
