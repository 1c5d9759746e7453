package main

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// What is written can be read, in the order of the columns; nothing stays nothing.
func TestParquetTable(t *testing.T) {
	var b bytes.Buffer
	table := &parquetTable{columns: []string{"to", "from", "ms", "minutes"}, out: &b}
	for i := range settleRows + 5 {
		var ms any
		if i%3 != 0 {
			ms = i
		}
		if err := table.row([]any{"重庆", "成都", ms, float64(i) / 2}); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.close(); err != nil {
		t.Fatal(err)
	}
	file, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil || file.NumRows() != settleRows+5 {
		t.Fatalf("%d rows, %v", file.NumRows(), err)
	}
	for i, name := range table.columns {
		if got := file.Schema().Columns()[i][0]; got != name {
			t.Errorf("column %d is %s", i, got)
		}
	}
	reader, n := parquet.NewReader(file), 0
	rows := make([]parquet.Row, 64)
	for {
		k, err := reader.ReadRows(rows)
		for _, row := range rows[:k] {
			if row[0].String() != "重庆" || row[2].IsNull() != (n%3 == 0) || row[3].Double() != float64(n)/2 ||
				n%3 != 0 && row[2].Int64() != int64(n) {
				t.Fatalf("row %d is %v", n, row)
			}
			n++
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if n != settleRows+5 {
		t.Errorf("%d rows read", n)
	}
	if err := (&parquetTable{columns: []string{"a"}, out: io.Discard}).close(); err != nil {
		t.Errorf("a table without rows: %v", err)
	}
}
