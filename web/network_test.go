package web

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/workspace"
)

// A plan without networks says what to do. With one, figures follow year, project and speed, and what a
// script asks for is the same as what the page holds.
func TestNetworkPage(t *testing.T) {
	h := handler(t)
	for _, c := range []pageCase{
		{"/network", 200, `data-network && name="p.line" && 合成铁路网 && id="live-figures" && 2023年末 && 与实际最快列车相比 && ` +
			`可达人口 && 常住人口`, "含假设：不是 && NaN"},
		{"/network?lang=en", 200, "Projects: when they open && Against the fastest trains && planned", "旧线 && 项目"},
		{"/network?p.line=2022&year=2023", 200, "含假设：不是 && 恢复计划 && 按计划 && 假设已开通", "NaN"},
		{"/network?p.line=2027&year=2028", 200, "data-network", "含假设：不是"},
		{"/network?p.line=2031&year=2028", 200, `含假设：不是 && 不开通 && min="2018" max="2031" step="1" value="2031"`, ""},
		{"/network?v.fast=500&year=2028&from=west&limit=30", 200, "含假设：不是 && 从甲站 && 30 分钟", ""},
		{"/network?part=live&year=2025", 200, `id="live-map" && id="live-tables"`, "<header"},
		{"/network?from=nowhere", 404, "没有这个地区或车站", ""},
		{"/network?net=road", 404, "没有这个交通网络", ""},
		{"/network?p.nothing=2024", 404, "没有这个项目", ""},
		{"/network?p.line=soon", 404, "没有这个项目", ""},
		{"/network?v.fast=-5", 404, "没有这条线路", ""},
		{"/network?limit=long", 404, "不是整数", ""},
		{"/network?limit=1", 200, "data-network", ""},
		{"/network?limit=600", 200, "data-network", ""},
		{"/network?limit=0", 404, "时间须在 1 至 600 分钟之间", ""},
		{"/network?limit=-5&lang=en", 404, "Minutes are from 1 to 600", ""},
		{"/network?limit=601", 404, "时间须在", ""},
		{"/network?limit=9223372036854775807", 404, "时间须在", ""},
		{"/network?p.line=2018", 200, `step="1" value="2018" data-planned`, ""},
		{"/network?p.line=2017", 404, "没有这个项目，或年份不对", ""},
		{"/network?p.line=2032", 404, "没有这个项目，或年份不对", ""},
		{"/network?p.line=-9223372036854775808", 404, "没有这个项目，或年份不对", ""},
		{"/network?v.fast=10", 200, `含假设：不是 && value="10"`, ""},
		{"/network?v.fast=1000", 200, "含假设：不是", ""},
		{"/network?v.fast=9.9", 404, "没有这条线路，或时速不对", ""},
		{"/network?v.fast=1e-300", 404, "没有这条线路，或时速不对", ""},
		{"/network?v.fast=1001", 404, "没有这条线路，或时速不对", ""},
		{"/network?v.fast=NaN", 404, "没有这条线路，或时速不对", ""},
		{"/explain/within_hour@circle:2022", 200, "交通网络 && 乙区 && 假设：", "NaN"},
	} {
		c.check(t, h)
	}
	query := "?year=2028&from=west&p.line=2029"
	page, part := body(t, get(h, "/network"+query)), body(t, get(h, "/network"+query+"&part=live"))
	for _, id := range []string{"live-map", "live-legend", "live-figures", "live-tables"} {
		if fresh := element(part, id); len(fresh) < 300 || element(page, id) != fresh {
			t.Errorf("%s differs between the page and its part:\n%s\n%s", id, element(page, id), fresh)
		}
	}
}

// Reached areas without a value are named and not counted as zero, and sums over different areas are not
// compared.
func TestNetworkPeopleMissing(t *testing.T) {
	const (
		people  = `可达人口（万人）</dt><dd class="big">`
		west    = "/network?from=west&limit=120&part=live&year="
		groups  = "territory/groups.yaml"
		project = "projects.yaml"
	)
	third := map[string]string{groups: replaced(t, groups, `- {area: "900101"}`,
		"- {area: \"900101\"}\n      - {area: \"900103\"}")}
	gone := maps.Clone(third)
	gone["territory/areas.csv"] = replaced(t, "territory/areas.csv", "900103,丙县,Third County,county,900100,,",
		"900103,丙县,Third County,county,900100,,2021-12-31")
	opened := maps.Clone(third)
	opened[project] = replaced(t, project, "completes: 2027-06-30", "completes: 2022-06-30")
	noValue := "未计无数据的甲区、乙区"
	for _, c := range []struct {
		name  string
		files map[string]string
		pageCase
	}{
		{"no value at all", nil, pageCase{west + "2023", 200, people + "—</dd> && " + noValue, people + "0"}},
		{"all have one", nil, pageCase{west + "2022", 200, people + "120</dd>", "未计"}},
		{"one missing as supposed", third, pageCase{west + "2022&p.line=2021", 200, `可达的市、区县</dt><dd class="big">3 && ` +
			people + `120</dd><dd class="sub"><a && 未计无数据的丙县 && 按计划未计无`, "NaN"}},
		{"one missing as planned", opened, pageCase{west + "2022&p.line=2031", 200, `可达的市、区县</dt><dd class="big">2 && ` +
			people + `120</dd><dd class="sub"><a && 按计划未计丙县`, "未计无数据的 && NaN"}},
		{"the same missing in both", opened, pageCase{"/network?from=900103&limit=1&part=live&year=2022&v.fast=500", 200,
			`可达的市、区县</dt><dd class="big">1 && ` + people + "—</dd> && 未计无数据的丙县", "按计划未计 && NaN"}},
		{"an area that is gone", gone, pageCase{west + "2022&p.line=2021", 200, `可达的市、区县</dt><dd class="big">2 && ` +
			people + "120</dd>", "未计 && 丙县"}},
	} {
		t.Run(c.name, func(t *testing.T) { c.check(t, changedHandler(t, c.files)) })
	}
}

// replaced is a file of the synthetic package with one text replaced.
func replaced(t *testing.T, file, from, to string) string {
	t.Helper()
	data, err := os.ReadFile("../render/testdata/synthetic/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(data), from) != 1 {
		t.Fatalf("%s: no single %q", file, from)
	}
	return strings.Replace(string(data), from, to, 1)
}

// changedHandler serves the synthetic package with files changed.
func changedHandler(t *testing.T, files map[string]string) http.Handler {
	t.Helper()
	ws, err := workspace.Open(t.Context(), workspace.Options{Package: changedPackage(t, files),
		Today: func() measure.Instant { return measure.EndOf(measure.DateOf(2023, 12, 31)) }})
	if err != nil {
		t.Fatal(err)
	}
	h, err := newSite(ws, assets{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Who waits for a place to evaluate what is supposed stops waiting when the reader goes away; what is
// planned waits for nothing.
func TestNetworkSupposedIsBounded(t *testing.T) {
	h := changedHandler(t, nil)
	for range cap(supposing) {
		supposing <- struct{}{}
	}
	if resp := get(h, "/network"); resp.StatusCode != http.StatusOK {
		t.Errorf("as planned: status %d", resp.StatusCode)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/network?v.fast=500", nil))
	if w.Code == http.StatusOK || ctx.Err() == nil {
		t.Errorf("answered %d without a place", w.Code)
	}
	for range cap(supposing) {
		<-supposing
	}
	if resp := get(h, "/network?v.fast=500"); resp.StatusCode != http.StatusOK || len(supposing) > 0 {
		t.Errorf("with a place: status %d, %d places held after", resp.StatusCode, len(supposing))
	}
}

// element is the beginning of an element of an id.
func element(page, id string) string {
	_, from, _ := strings.Cut(page, `id="`+id+`"`)
	return from[:min(len(from), 300)]
}
