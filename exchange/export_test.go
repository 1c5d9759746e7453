package exchange

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

var formats = []struct {
	name   string
	export func(io.Writer, *Schema) *Export
}{{"facts.csv", ExportCSV}, {"facts.xlsx", ExportXLSX}}

// drawText draws the text of notes: what spreadsheets, XML and CSV find hard.
func drawText(t *rapid.T, label string) string {
	return rapid.OneOf(rapid.Just(""), rapid.Just("第3页 表1-2"),
		rapid.StringN(0, 12, -1).Filter(func(s string) bool { return !strings.ContainsRune(s, 0) }),
		rapid.SampledFrom([]string{"=1+1", "'=1+1", "''", "-5", "@x", "+86", "＝1", "\ttab", "a\nb", "a\r\nb", "\r",
			" lead", "trail ", "\n", "a,b\t\"c\"", "_x000D_", "_x005F_x000D_", "\x01", "'\"\\r\"", "\ufffe", "😀", "<&>",
			"NA", "L", "2024-01-01", "\ufeff", "\u0085\u2028", `\.`, "  "})).Draw(t, label)
}

func drawPeriod(t *rapid.T, f measure.Freq) measure.Period {
	first := measure.AxisOf(f, 1971, 2023)
	return first.At(rapid.IntRange(0, first.N-1).Draw(t, "period"))
}

func drawObservation(t *rapid.T, s *Schema) fact.Observation {
	ind := rapid.SampledFrom(synthetic().Indicators).Draw(t, "indicator")
	o := fact.Observation{Indicator: ind.ID,
		Area:   rapid.SampledFrom([]string{"500000", "510000", "500105", "510199", "circle"}).Draw(t, "area"),
		Period: drawPeriod(t, ind.Freq),
		Status: rapid.SampledFrom(measure.Statuses).Draw(t, "status"),
		Source: rapid.SampledFrom([]string{"", "yearbook-2023", "undated"}).Draw(t, "source"),
		Grade:  rapid.SampledFrom(append([]citation.Grade{""}, citation.Grades...)).Draw(t, "grade"),
		Page:   drawText(t, "page"), Method: drawText(t, "method"), Note: drawText(t, "note"),
		Reporter: rapid.SampledFrom([]string{"", "stats-chongqing"}).Draw(t, "reporter"),
		Value:    measure.Missing,
		Decimals: int8(rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(-128, 127)).Draw(t, "decimals")),
	}
	if !o.Status.NoValue() {
		o.Value = rapid.OneOf(rapid.SampledFrom([]float64{0, 66, 0.1, 0.1 + 0.2, -5.5, 1e300, 5e-324, 1e15, 12345678.9,
			math.MaxFloat64, 123456789012.345, 1e-9, 99999999999999.9}), rapid.Float64(),
			rapid.Map(rapid.IntRange(-999999, 999999), func(n int) float64 { return float64(n) / 100 })).Draw(t, "value")
		o.Value += 0
	}
	return o
}

func drawBatches(t *rapid.T, s *Schema) []fact.Batch {
	var batches []fact.Batch
	known := measure.StartOf(measure.DateOf(2023, 12, 1))
	for i := range rapid.IntRange(1, 4).Draw(t, "batches") {
		known += measure.Instant(rapid.SampledFrom([]int64{0, 1, 1e6, 86400e6}).Draw(t, "later"))
		b := fact.Batch{ID: string(rune('a'+i)) + drawText(t, "id"), Origin: drawText(t, "origin"),
			Reporter: drawText(t, "batch reporter"), Note: drawText(t, "batch note"), Known: known}
		if i > 0 && rapid.Bool().Draw(t, "supersedes") {
			b.Supersedes = batches[i-1].ID
		}
		for range rapid.IntRange(0, 4).Draw(t, "observations") {
			b.Observations = append(b.Observations, drawObservation(t, s))
		}
		batches = append(batches, b)
	}
	return batches
}

func appendAll(t *rapid.T, batches []fact.Batch) *fact.Memory {
	ledger := fact.NewMemory()
	for i := range batches {
		if _, err := ledger.Append(context.Background(), &batches[i]); err != nil {
			t.Fatal(err)
		}
	}
	return ledger
}

// A ledger that is exported and read again is the same ledger: its chain has the same head.
func TestExportedLedgerReadsBackTheSame(t *testing.T) {
	s := ForPlan(synthetic())
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		ledger := appendAll(t, drawBatches(t, s))
		want, _ := ledger.Position(ctx)
		for _, f := range formats {
			var file bytes.Buffer
			e := f.export(&file, s)
			if err := errors.Join(ledger.Batches(ctx, e.Batch), e.Close()); err != nil {
				t.Fatal(err)
			}
			read, findings := Read(f.name, file.Bytes(), s, Options{Known: imported})
			if texts := errorsIn(findings); texts != nil {
				t.Fatal(strings.Join(texts, "\n"))
			}
			got, _ := appendAll(t, read).Position(ctx)
			if got != want {
				t.Fatalf("%s: other chain\n%+v", f.name, read)
			}
		}
	})
}

// What holds at one point of view reads back as observations that say the same.
func TestExportedViewReadsBack(t *testing.T) {
	s := ForPlan(synthetic())
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		ledger := fact.NewMemory()
		for _, b := range drawBatches(t, s) {
			b.Supersedes = ""
			for i := range b.Observations {
				if o := &b.Observations[i]; o.Grade == "" && o.Source != "" {
					o.Grade = citation.Press // a blank grade is that of the source
				}
			}
			if _, err := ledger.Append(ctx, &b); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range formats {
			var want, got []fact.Observation
			var file bytes.Buffer
			e := f.export(&file, s)
			err := ledger.Scan(ctx, fact.AsOf{Known: imported}, func(o *fact.Observation) error {
				want = append(want, *o)
				return e.Observation(o)
			})
			if err := errors.Join(err, e.Close()); err != nil {
				t.Fatal(err)
			}
			read, findings := Read(f.name, file.Bytes(), s, Options{Known: imported})
			if texts := errorsIn(findings); texts != nil {
				t.Fatal(strings.Join(texts, "\n"))
			}
			back := appendAll(t, read)
			err = back.Scan(ctx, fact.AsOf{Known: imported}, func(o *fact.Observation) error {
				got = append(got, *o)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want) {
				t.Fatalf("%d observations, want %d", len(got), len(want))
			}
			for i := range got {
				a, _ := got[i].AppendBinary(nil)
				b, _ := want[i].AppendBinary(nil)
				if !bytes.Equal(a, b) || got[i].Known != want[i].Known {
					t.Fatalf("got  %+v\nwant %+v", got[i], want[i])
				}
			}
		}
	})
}

func TestExportGuardsAgainstFormulas(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"}, {"-5", "'-5"}, {"@x", "'@x"}, {"+1", "'+1"}, {"'", "''"},
		{"＝1", "'＝1"}, {"\tx", "'\tx"}, {"a=b", "a=b"}, {"", ""}, {"a\rb", `'"a\rb"`},
	} {
		if got := sheet.Guard(c.text); got != c.want {
			t.Errorf("sheet.Guard(%q) = %q, want %q", c.text, got, c.want)
		}
		if got := sheet.Unguard(sheet.Guard(c.text)); got != c.text {
			t.Errorf("sheet.Unguard(sheet.Guard(%q)) = %q", c.text, got)
		}
	}
}

func TestExportDoesNotMix(t *testing.T) {
	e := ExportCSV(io.Discard, ForPlan(synthetic()))
	if err := e.Batch(&fact.Batch{ID: "a"}); err != nil {
		t.Fatal(err)
	}
	if err := e.Observation(&fact.Observation{}); err == nil {
		t.Error("a batch and an observation went into one file")
	}
}

func TestSheetCellsHaveALimit(t *testing.T) {
	e := ExportXLSX(io.Discard, ForPlan(synthetic()))
	if err := e.Observation(&fact.Observation{Note: strings.Repeat("长", maxCellText+1)}); err == nil {
		t.Error("a note longer than a cell was cut without a word")
	}
}
