package chengyu_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plans/chengyu"
)

// TestMeasuredAreas holds the shipped areas against the boundaries they were measured from; UPDATE=1
// measures anew.
func TestMeasuredAreas(t *testing.T) {
	const file = "facts/areas-measured.csv"
	var b strings.Builder
	b.WriteString("indicator,area,period,value,unit,status,source,page,grade,reporter,note,known\n")
	boundaries := parse(t).Territory.Boundaries
	for _, code := range boundaries.Codes() {
		fmt.Fprintf(&b, "area_measured,%s,2021,%s,km2,A,boundaries,,own,,,\n",
			code, measure.Format(boundaries.AreaKM2(code), 1))
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shipped, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(shipped) != b.String() {
		t.Errorf("%s is not what the boundaries measure; UPDATE=1 writes it anew", file)
	}
	if embedded, err := chengyu.FS.ReadFile(file); err != nil || string(embedded) != string(shipped) {
		t.Errorf("the embedded %s is another: %v", file, err)
	}
}

// TestCircleMeasuresWhatTheOutlineSays adds up the circle from counties: whole units alone, with the
// stated shares of Kaizhou and Yunyang, and with all of both. Reference: areas computed from
// OpenStreetMap borders of 2019 on the sphere of mean radius, 181,812 and 189,429 km²; the ellipsoid
// makes them 0.1 % smaller, and the shipped borders are simplified.
func TestCircleMeasuresWhatTheOutlineSays(t *testing.T) {
	p := parse(t)
	for share, want := range map[float64]float64{
		0: 181812, p.Assumption("kaizhou_share").Value: 185000, 1: 189429,
	} {
		got := p.Territory.AreaKM2("circle", map[string]float64{"kaizhou_share": share, "yunyang_share": share})
		if off := got/want - 1; off < -0.002 || off > 0.002 {
			t.Errorf("share %v: %.0f km², want %.0f within 0.2 %%", share, got, want)
		}
	}
}
