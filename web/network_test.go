package web

import (
	"strings"
	"testing"
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
		{"/network?p.line=2036&year=2028", 200, "含假设：不是 && 不开通", ""},
		{"/network?v.fast=500&year=2028&from=west&limit=30", 200, "含假设：不是 && 从甲站 && 30 分钟", ""},
		{"/network?part=live&year=2025", 200, `id="live-map" && id="live-tables"`, "<header"},
		{"/network?from=nowhere", 404, "没有这个地区或车站", ""},
		{"/network?net=road", 404, "没有这个交通网络", ""},
		{"/network?p.nothing=2024", 404, "没有这个项目", ""},
		{"/network?p.line=soon", 404, "没有这个项目", ""},
		{"/network?v.fast=-5", 404, "没有这条线路", ""},
		{"/network?limit=long", 404, "不是整数", ""},
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

// element is the beginning of an element of an id.
func element(page, id string) string {
	_, from, _ := strings.Cut(page, `id="`+id+`"`)
	return from[:min(len(from), 300)]
}
