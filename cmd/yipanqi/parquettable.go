package main

import (
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"
)

// parquetTable writes Parquet. What a column holds is told by its first value among the first rows: whole
// numbers, numbers, or texts; rows without one are null.
type parquetTable struct {
	columns []string
	out     io.Writer
	first   [][]any // rows until the columns are settled
	kinds   []reflect.Kind
	writer  *parquet.Writer
}

// settleRows is after how many rows the columns are settled.
const settleRows = 10_000

func (t *parquetTable) row(values []any) error {
	if t.writer != nil {
		return t.write(values)
	}
	if t.first = append(t.first, append([]any(nil), values...)); len(t.first) < settleRows {
		return nil
	}
	return t.settle()
}

// settle decides what the columns hold, and writes the rows kept so far.
func (t *parquetTable) settle() error {
	group := make([]reflect.StructField, len(t.columns))
	t.kinds = make([]reflect.Kind, len(t.columns))
	types := map[reflect.Kind]reflect.Type{reflect.Int: reflect.TypeFor[*int64](),
		reflect.Float64: reflect.TypeFor[*float64](), reflect.String: reflect.TypeFor[*string]()}
	for i, name := range t.columns {
		t.kinds[i] = reflect.String
		for _, row := range t.first {
			if k := reflect.ValueOf(row[i]).Kind(); k == reflect.Int || k == reflect.Float64 {
				t.kinds[i] = k
			}
			if row[i] != nil {
				break
			}
		}
		group[i] = reflect.StructField{Name: fmt.Sprintf("C%d", i), Type: types[t.kinds[i]],
			Tag: reflect.StructTag(fmt.Sprintf(`parquet:%q`, name+",optional"))}
	}
	t.writer = parquet.NewWriter(t.out, parquet.SchemaOf(reflect.New(reflect.StructOf(group)).Interface()),
		parquet.Compression(&parquet.Zstd))
	for _, row := range t.first {
		if err := t.write(row); err != nil {
			return err
		}
	}
	t.first = nil
	return nil
}

func (t *parquetTable) write(values []any) error {
	row := make(parquet.Row, len(values))
	for i, v := range values {
		cell := parquet.NullValue()
		switch x := v.(type) {
		case nil:
		case int:
			if cell = parquet.Int64Value(int64(x)); t.kinds[i] == reflect.Float64 {
				cell = parquet.DoubleValue(float64(x))
			}
		case float64:
			cell = parquet.DoubleValue(x)
		default:
			cell = parquet.ByteArrayValue([]byte(fmt.Sprint(v)))
		}
		if v != nil && cell.Kind() != kindOf(t.kinds[i]) {
			return fmt.Errorf("column %s holds a %T among others", t.columns[i], v)
		}
		row[i] = cell.Level(0, map[bool]int{true: 0, false: 1}[v == nil], i)
	}
	_, err := t.writer.WriteRows([]parquet.Row{row})
	return err
}

func kindOf(k reflect.Kind) parquet.Kind {
	return map[reflect.Kind]parquet.Kind{reflect.Int: parquet.Int64, reflect.Float64: parquet.Double,
		reflect.String: parquet.ByteArray}[k]
}

func (t *parquetTable) close() error {
	if t.writer == nil {
		if err := t.settle(); err != nil {
			return err
		}
	}
	return t.writer.Close()
}
