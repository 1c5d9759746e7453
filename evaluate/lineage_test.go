package evaluate

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
)

// outline writes a lineage in short, one step a line.
func outline(s *Step, depth int) string {
	name := s.Key.Indicator + "@" + s.Key.Area + ":" + s.Key.Period.String()
	if s.Name != "" {
		name = s.Name + ":" + s.Key.Period.String()
	}
	line := fmt.Sprintf("%s%s = %s", strings.Repeat("  ", depth), name, measure.Shortest(s.Cell.Value))
	if s.Cell.Reason != HasValue {
		line += string(s.Cell.Reason)
	}
	if s.Sign != 0 {
		line += fmt.Sprintf(" ×%v", s.Sign*s.Weight)
	}
	if s.Assumption != "" {
		line += "(" + s.Assumption + ")"
	}
	if s.Formula != "" {
		line += " by " + s.Formula
	}
	if s.Observation != nil {
		line += fmt.Sprintf(" seq %d", s.Observation.Seq)
	}
	if s.Source != nil {
		line += " from " + s.Source.ID
	}
	if s.Vintages > 0 {
		line += fmt.Sprintf(" +%d", s.Vintages)
	}
	if s.Repeated {
		line += " (above)"
	}
	line += "\n"
	for _, below := range s.Steps {
		line += outline(below, depth+1)
	}
	if s.More > 0 {
		line += fmt.Sprintf("%s… %d more\n", strings.Repeat("  ", depth+1), s.More)
	}
	return line
}

func TestExplainGoesDownToTheSource(t *testing.T) {
	p := smallPlan(t, `
pop 人 A sum
urban 人 A sum
rate % A formula = urban / pop + urban / pop * assumption("alpha") * opened("line")
best 人 A none = max_of(pop)
grown % A none = growth(pop)`)
	p.Sources = []*citation.Source{{ID: "yearbook"}}
	facts := ledger(t, `
pop A1 2019 59
pop A1 2019 60
pop A2 2019 40
pop B1 2019 30
urban circle 2019 40
pop A1 2020 66
pop A2 2020 - L
`)
	r := run(t, p, sourced{facts}, everything, nil)
	for _, c := range []struct {
		indicator, area, period, want string
		estimated                     bool
	}{
		{"rate", "circle", "2019", `
rate@circle:2019 = 53.333333333333336 by urban / pop + urban / pop * assumption("alpha") * opened("line")
  urban@circle:2019 = 40 seq 5 from yearbook
  pop@circle:2019 = 75
    pop@A:2019 = 100 ×1
      pop@A1:2019 = 60 ×1 seq 2 from yearbook +1
      pop@A2:2019 = 40 ×1 seq 3 from yearbook
    pop@A2:2019 = 40 ×-1 (above)
    pop@B1:2019 = 30 ×0.5(share) seq 4 from yearbook
  alpha:2019 = 0.35
  line:2019 = 0
`, true},
		{"best", "A", "2019", `
best@A:2019 = 60 by max_of(pop)
  pop@A:2019 = 60
    pop@A1:2019 = 60 ×1 seq 2 from yearbook +1
    pop@A2:2019 = 40 ×1 seq 3 from yearbook
`, false},
		{"grown", "A", "2020", `
grown@A:2020 = input-missing by growth(pop)
  pop@A:2020 = input-missing
    pop@A1:2020 = 66 ×1 seq 6 from yearbook
    pop@A2:2020 = not-released ×1 seq 7 from yearbook
  pop@A:2019 = 100
    pop@A1:2019 = 60 ×1 seq 2 from yearbook +1
    pop@A2:2019 = 40 ×1 seq 3 from yearbook
`, false},
		{"grown", "A1", "2018", `
grown@A1:2018 = input-missing by growth(pop)
  pop@A1:2018 = not-reported
  pop@A1:2017 = out-of-time
`, false},
	} {
		l, err := r.Explain(context.Background(), sourced{facts}, key(t, c.indicator, c.area, c.period))
		if err != nil {
			t.Fatal(err)
		}
		if got := outline(l.Root, 0); got != c.want[1:] || l.Estimated != c.estimated {
			t.Errorf("estimated %v:\n%s", l.Estimated, got)
		}
	}
	if _, err := r.Explain(context.Background(), facts, key(t, "gdp", "A", "2019")); !errors.Is(err, ErrNoCell) {
		t.Errorf("a cell the plan does not have: %v", err)
	}
}

// sourced gives every observation of a ledger a source.
type sourced struct{ *fact.Memory }

func (s sourced) History(ctx context.Context, k fact.Key, yield func(*fact.Observation) error) error {
	return s.Memory.History(ctx, k, func(o *fact.Observation) error {
		o.Source = "yearbook"
		return yield(o)
	})
}

func TestLineageIsBounded(t *testing.T) {
	p := smallPlan(t, "pop 人 A sum")
	facts := ledger(t, "pop A1 2019 60\npop A2 2019 40\npop B1 2019 30\npop B2 2019 30")
	v := run(t, p, facts, everything, nil).values
	e := &explainer{walk: v.newWalk(), ctx: context.Background(), facts: facts, maxSteps: 4, maxWidth: 1}
	row, _ := p.Territory.Row("P")
	root, err := e.explain(v.byID["pop"], row, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := `
pop@P:2019 = 160
  pop@A:2019 = 100 ×1
    pop@A1:2019 = 60 ×1 seq 1
    … 1 more
  … 1 more
`[1:]
	if got := outline(root, 0); got != want {
		t.Errorf("%s", got)
	}
}

// A lineage shows all that its root rests on: from the leaves alone every step comes out again.
func TestStepsComeOutAgainFromTheirLeaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomPlan(t)
		facts, at, o := factReader(randomFacts(t, p)), randomAsOf(t), randomOverlay(t, p)
		r, err := Run(context.Background(), p, facts, at, o)
		if err != nil {
			t.Fatal(err)
		}
		l, err := r.Explain(context.Background(), facts, randomKey(t, p))
		if err != nil {
			t.Fatal(err)
		}
		if l.Estimated != r.values.rests(stepPlace(r, l.Root)) {
			t.Fatalf("estimated: %v", l.Estimated)
		}
		checkStep(t, r, l.Root)
	})
}

func stepPlace(r *Result, s *Step) (*node, int, int) {
	n, row, i, _ := r.values.find(s.Key)
	return n, row, i
}

func checkStep(t *rapid.T, r *Result, s *Step) {
	for _, below := range s.Steps {
		checkStep(t, r, below)
	}
	got := s.Cell.Value
	switch {
	case s.Repeated || s.Kind == AssumptionStep || s.Kind == ProjectStep || s.Cell.Reason == OutOfTime:
		return
	case s.Kind == MembersStep:
		got = membersAgain(s)
	case s.Cell.Origin == Observed:
		got = s.Observation.Value
	case s.Cell.Origin == Composed:
		got = 0
		for _, part := range s.Steps {
			got += float64(part.Sign * part.Weight * part.Cell.Value)
		}
	case s.Formula != "":
		got = formulaAgain(r, s)
	}
	if !sameBits([]float64{got}, []float64{s.Cell.Value}) {
		t.Fatalf("%v gives %v\n%s", s.Key, got, outline(s, 0))
	}
}

// formulaAgain runs a step's formula on rows that hold nothing but what the step shows.
func formulaAgain(r *Result, s *Step) float64 {
	n, _, i := stepPlace(r, s)
	rows := make([][]float64, len(n.inputs))
	for k := range rows {
		rows[k] = constant(measure.Missing, n.axes[k].N)
	}
	for k, x := range reads(n, s.Trace) {
		if x.column >= 0 {
			rows[x.input][x.column] = s.Steps[k].Cell.Value
		}
	}
	out := make([]float64, n.axis.N)
	n.Program.Run(rows, n.axes, out, n.axis, &formula.Scratch{})
	return out[i]
}

func membersAgain(s *Step) float64 {
	if s.Over.Measure() {
		var x, w []float64
		for i, part := range s.Steps {
			switch {
			case part.Sign < 0:
			case s.Weigher != "" && i >= len(s.Steps)/2:
				w = append(w, part.Cell.Value)
			default:
				x = append(x, part.Cell.Value)
			}
		}
		return measureAgain(s.Over, s.Skip, 2, x, w)
	}
	sum, count, least, most := 0.0, 0.0, 0.0, 0.0
	for _, part := range s.Steps {
		x := part.Cell.Value
		if s.Over != formula.Sum && part.Sign < 0 || measure.IsMissing(x) && (s.Skip || s.Over == formula.Count) {
			continue
		}
		if s.Over == formula.Sum {
			x *= part.Sign * part.Weight
		}
		if count == 0 {
			least, most = x, x
		}
		sum, count, least, most = sum+x, count+1, min(least, x), max(most, x)
	}
	switch {
	case s.Over == formula.Count && (len(s.Steps) > 0 || !measure.IsMissing(s.Cell.Value)):
		return count
	case count == 0 || sum-sum != 0 && s.Over <= formula.Mean:
		return measure.Missing
	}
	return map[formula.Over]float64{formula.Sum: sum, formula.Mean: sum / count, formula.Min: least,
		formula.Max: most}[s.Over]
}
