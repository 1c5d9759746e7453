package render_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/render"
)

func TestScorecardOfEveryStatus(t *testing.T) {
	ws := open(t)
	r := result(t, ws, ws.DefaultAsOf())
	seen := map[evaluate.Status]bool{}
	for _, h := range render.Headlines(r) {
		seen[h.Status] = true
	}
	for _, s := range render.Statuses() {
		if !seen[s] && s != evaluate.OnCourse {
			t.Errorf("the synthetic package has no target that is %s", s)
		}
	}
	for _, l := range languages {
		var b bytes.Buffer
		if err := render.Scorecard(&b, r, l); err != nil {
			t.Fatal(err)
		}
		golden(t, "scorecard."+string(l)+".txt", b.String())
	}
}

func TestExplainReachesTheSource(t *testing.T) {
	ws := open(t)
	r := result(t, ws, ws.DefaultAsOf())
	for _, key := range []fact.Key{
		{Indicator: "urbanisation", Area: "circle", Period: measure.Year(2022)},
		{Indicator: "density", Area: "circle", Period: measure.Year(2022)},
	} {
		lineage, err := ws.Explain(context.Background(), r, key)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range languages {
			var b bytes.Buffer
			if err := render.Explain(&b, lineage, r.Plan, l); err != nil {
				t.Fatal(err)
			}
			golden(t, "explain-"+key.Indicator+"."+string(l)+".txt", b.String())
		}
		var b bytes.Buffer
		if err := render.ExplainJSON(&b, r, &r.Targets[0], lineage); err != nil {
			t.Fatal(err)
		}
		golden(t, "explain-"+key.Indicator+".json", b.String())
	}
}

func TestTargetSaysWhatItWaitsFor(t *testing.T) {
	ws := open(t)
	r := result(t, ws, ws.DefaultAsOf())
	for i := range r.Targets {
		if r.Targets[i].Target.ID != "rail-2025" {
			continue
		}
		var b bytes.Buffer
		if err := render.Target(&b, &r.Targets[i], r, "zh"); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"○ 无数据", "需由铁路公司、统计局报送：合成圈 2023年 铁路里程", "条款 1.2 铁路"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("no %q in:\n%s", want, b.String())
			}
		}
	}
}

// A revision known later is a difference between two points of view.
func TestDiffOfARevision(t *testing.T) {
	ws := open(t)
	at := ws.DefaultAsOf()
	before := fact.AsOf{Valid: at.Valid, Known: measure.EndOf(measure.DateOf(2023, 6, 30))}
	a, b := result(t, ws, before), result(t, ws, at)
	d := evaluate.Compare(a, b)
	for _, l := range languages {
		var out bytes.Buffer
		if err := render.Diff(&out, a, b, d, l); err != nil {
			t.Fatal(err)
		}
		golden(t, "diff."+string(l)+".txt", out.String())
	}
	var same bytes.Buffer
	if err := render.Diff(&same, b, b, evaluate.Compare(b, b), "en"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(same.String(), "Nothing differs.") {
		t.Errorf("a result differs from itself:\n%s", same.String())
	}
}

func TestTablesAlign(t *testing.T) {
	ws := open(t)
	var b bytes.Buffer
	if err := render.Scorecard(&b, result(t, ws, ws.DefaultAsOf()), "zh"); err != nil {
		t.Fatal(err)
	}
	column := -1
	for line := range strings.Lines(b.String()) {
		i := strings.LastIndex(strings.TrimRight(line, "\n"), "2025年")
		if !strings.Contains(line, "  ") || i < 0 || strings.HasPrefix(line, "  ") {
			continue
		}
		at := render.Cells(line[:i])
		if column < 0 {
			column = at
		}
		if at != column {
			t.Errorf("the column of due periods starts at %d and at %d:\n%s", column, at, b.String())
		}
	}
	if column < 0 {
		t.Fatal("no row with a due period found")
	}
}

// Every rule of the evaluator has a sentence of its own kind, complete in both languages.
func TestEveryRuleHasItsSentence(t *testing.T) {
	ws := open(t)
	r := result(t, ws, ws.DefaultAsOf())
	for _, rule := range evaluate.Rules {
		for _, l := range languages {
			target := r.Targets[0]
			target.Rule = rule
			for _, status := range render.Statuses() {
				scheduled := status == evaluate.Ahead || status == evaluate.OnCourse || status == evaluate.Lagging
				if !scheduled && (rule == evaluate.LinearSchedule || rule == evaluate.GrowthSchedule) {
					continue // a schedule gives no other status
				}
				target.Status = status
				why := render.Why(&target, r.Plan, l)
				if !strings.HasSuffix(why, map[string]string{"zh": "。", "en": "."}[string(l)]) ||
					strings.Contains(why, "%!") {
					t.Errorf("%s, %s, %s: %q", rule, status, l, why)
				}
			}
		}
	}
}
