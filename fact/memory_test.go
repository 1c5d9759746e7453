package fact_test

import (
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/store/storetest"
)

func openMemory(testing.TB) fact.Log { return fact.NewMemory() }

func TestMemory(t *testing.T) { storetest.Run(t, openMemory) }

func FuzzMemoryAsOf(f *testing.F) { storetest.Fuzz(f, openMemory) }
