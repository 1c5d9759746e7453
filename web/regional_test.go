package web

import (
	"context"
	"net/http"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plans/chengyu"
	"github.com/yipanqi/yipanqi/workspace"
)

// The synthetic package has two areas, too few to compare; the embedded one has districts and cities.
func TestRegionalPage(t *testing.T) {
	pageCase{"/regional", 200, "还没有一个年度指标在三个以上的市或区县有数据 && yipanqi template", "NaN && 泰尔 T 指数</dt>"}.check(t, handler(t))
	h := chengyuHandler(t)
	for _, c := range []pageCase{
		{"/regional?indicator=area_measured", 200, "泰尔 T 指数 && 44 / 44 && 省市之间 && 其中 重庆市 内部 && 绵阳市 && 首位度", "NaN"},
		{"/regional?indicator=gdp&year=2022&lang=en", 200,
			"Theil&#39;s T && unweighted && Areas without data && Over the years", "NaN && 泰尔"},
		{"/regional?indicator=none", 404, "没有这个指标", ""},
		{"/regional?indicator=gdp&year=1999", 400, "1999", ""},
	} {
		c.check(t, h)
	}
}

func chengyuHandler(t *testing.T) http.Handler {
	t.Helper()
	ws, err := workspace.Open(context.Background(), workspace.Options{Package: chengyu.FS,
		Today: func() measure.Instant { return measure.EndOf(measure.DateOf(2026, 11, 25)) }})
	if err != nil {
		t.Fatal(err)
	}
	h, err := newSite(ws, assets{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}
