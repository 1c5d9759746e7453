package formula

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

const reference = "../docs/format/formula.md"

// TestReferenceIsTrue runs every example of the language reference.
func TestReferenceIsTrue(t *testing.T) {
	text, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	for i, block := range strings.Split(string(text), "```formula\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		runExample(t, i+1, strings.Split(strings.TrimSpace(block), "\n"))
	}
}

func TestReferenceNamesEveryFunction(t *testing.T) {
	text, _ := os.ReadFile(reference)
	for word, fn := range functions {
		usage, _, _ := strings.Cut(fn.usage, " / ")
		if !strings.Contains(string(text), "\n### `"+usage+"`\n") {
			t.Errorf("%s: no section %q", word, usage)
		}
	}
	if n := strings.Count(string(text), "\n### `"); n != len(functions) {
		t.Errorf("%d sections for %d functions", n, len(functions))
	}
}

// line is "left [unit, freq] = values"; the frequency is annual where left out.
type line struct {
	left   string
	unit   measure.Unit
	freq   measure.Freq
	values []float64
}

func parseLine(t *testing.T, s string) line {
	left, right, ok := strings.Cut(s, "] = ")
	bracket := strings.LastIndex(left, " [")
	if !ok || bracket < 0 {
		t.Fatalf("example line %q", s)
	}
	unit, freq, _ := strings.Cut(left[bracket+2:], ", ")
	l := line{strings.TrimSpace(left[:bracket]), measure.MustUnit(unit), measure.Annual, nil}
	if freq != "" {
		l.freq = measure.Freq(freq[0])
	}
	for _, field := range strings.Fields(right) {
		v := measure.Missing
		if field != "—" {
			v, _ = strconv.ParseFloat(field, 64)
		}
		l.values = append(l.values, v)
	}
	return l
}

// example is an Env of what an example says is given.
type example map[string]line

func (x example) Indicator(id string) (IndicatorInfo, bool) {
	for read, l := range x {
		e, _ := Parse(read, nil)
		if slices.Contains(e.Indicators(), id) {
			return IndicatorInfo{Unit: l.unit, Freq: l.freq, Additive: true}, true
		}
	}
	return IndicatorInfo{}, false
}

func (x example) Area(id string) bool { return world{}.Area(id) }

func (x example) Assumption(id string) (measure.Unit, bool) {
	l, ok := x[`assumption("`+id+`")`]
	return l.unit, ok
}

func (x example) Project(id string) bool { return world{}.Project(id) }

func (x example) Network(id string) bool { return world{}.Network(id) }

func (x example) Station(network, id string) bool { return world{}.Station(network, id) }

func runExample(t *testing.T, number int, lines []string) {
	given := example{}
	for _, s := range lines {
		if known, ok := strings.CutPrefix(s, "given "); ok {
			l := parseLine(t, known)
			given[l.left] = l
			continue
		}
		l := parseLine(t, s)
		var p *Program
		e, fs := Parse(l.left, nil)
		if e != nil {
			p, fs = Compile(e, given, l.unit, l.freq, "")
		}
		if p == nil || len(fs) > 0 {
			t.Errorf("example %d: %s: %s", number, l.left, texts(fs))
			continue
		}
		if e.String() != l.left {
			t.Errorf("example %d: %s is not in canonical form: %s", number, l.left, e)
		}
		checkExample(t, number, l, p, given)
	}
}

func texts(fs []finding.Finding) string {
	var b strings.Builder
	for _, f := range fs {
		b.WriteString(f.Text(locale.EN) + "\n")
	}
	return b.String()
}

func checkExample(t *testing.T, number int, l line, p *Program, given example) {
	last := 2019 + len(l.values)/l.freq.PerYear() - 1
	axes := axesOf(p, 2019, last)
	rows := make([][]float64, len(p.Inputs))
	for i, in := range p.Inputs {
		rows[i] = given[readOf(in)].values
		if len(rows[i]) != axes[i].N {
			t.Fatalf("example %d: %s has %d values, want %d", number, readOf(in), len(rows[i]), axes[i].N)
		}
	}
	out := make([]float64, len(l.values))
	p.Run(rows, axes, out, measure.AxisOf(l.freq, 2019, last), new(Scratch))
	for i, got := range out {
		if !same(measure.Round(got, 6, measure.HalfEven), l.values[i]) {
			t.Errorf("example %d: %s gives %v, the reference says %v", number, l.left, out, l.values)
			break
		}
	}
}
