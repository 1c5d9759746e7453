package web

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/workspace"
)

// handler serves the synthetic package as of the end of 2023.
func handler(t testing.TB) http.Handler {
	t.Helper()
	return handlerWith(t, assets{built: true, files: map[string]asset{"icon.svg": newAsset(iconFile, "image/svg+xml"),
		"app.css": newAsset([]byte("body{}"), "text/css"), "app.js": newAsset([]byte("0"), "text/javascript")}})
}

func handlerWith(t testing.TB, built assets) http.Handler {
	t.Helper()
	ws, err := workspace.Open(context.Background(), workspace.Options{
		Package:  withMonitoring(t),
		Readings: syntheticReadings(t),
		Today:    func() measure.Instant { return measure.EndOf(measure.DateOf(2023, 12, 31)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ws.Findings() {
		if f.Code.Severity == finding.Error {
			t.Fatal(f.Text(locale.EN))
		}
	}
	h, err := newSite(ws, built)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(h http.Handler, target string, cookies ...*http.Cookie) *http.Response {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t testing.TB, resp *http.Response) string {
	t.Helper()
	var b strings.Builder
	if err := resp.Write(&b); err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(b.String(), "\r\n\r\n")
	return text
}

// separator of forms a table row spells in one string.
const and = " && "

// pageCase is a request, and what its answer must hold and must not, joined by and.
type pageCase struct {
	target        string
	status        int
	want, mustNot string
}

func (c pageCase) check(t *testing.T, h http.Handler) {
	t.Helper()
	resp := get(h, c.target)
	text := body(t, resp)
	if resp.StatusCode != c.status {
		t.Errorf("%s: status %d, want %d", c.target, resp.StatusCode, c.status)
	}
	for _, want := range strings.Split(c.want, and) {
		if !strings.Contains(text, want) {
			t.Errorf("%s: no %q", c.target, want)
		}
	}
	for _, forbidden := range strings.Split(c.mustNot, and) {
		if forbidden != "" && strings.Contains(text, forbidden) {
			t.Errorf("%s: holds %q", c.target, forbidden)
		}
	}
}

func TestPages(t *testing.T) {
	h := handler(t)
	for _, c := range []pageCase{
		{"/", 200, `lang="zh-CN" && 8项量化目标中，1项未完成，2项滞后 && 未完成</span> && 待报送 && 铁路公司、统计局 && ` +
			`2022年为12.5%，未达到要求（10%以内），相差2.5个百分点 && 约束性 && 性质：预期性；进度：按时序（直线）；“左右”的容差：±1个百分点（假设） && 重点关注 && 含估计或假设`,
			"R&D < && <强度> && Missed && NaN"},
		{"/?lang=en", 200, `lang="en" && Of 8 quantified targets, 1 is missed && Missed</span> && Needed && ` +
			"12.5% in 2022 misses what is asked (at most 10%) by 2.5 pp.", "未完成 && 待报送 && 溯源"},
		{"/?known=2023-06-30", 200, "按2023年6月30日所知 && 2022年为62% && known=2023-06-30", "2022年为63%"},
		{"/?valid=2021-12-31", 200, "截至2021年12月31日 && valid=2021-12-31", "2022年为"},
		{"/?valid=2021-13", 400, "“2021-13”不是日期 && ?valid=2021-13 && 日期写作", ""},
		{"/?known=%3Cscript%3E&lang=en", 400, "is not a date && &lt;script&gt;", "<script>"},
		{"/outlook", 200, "研发投入 && 达成概率 && 尚不能预测 && 只有1期数据，少于5期 && 这些概率有多可信 && 说出的概率与实际发生的比例", "NaN && Inf"},
		{"/outlook/rd-2025/outline/whole?lang=en", 200, "odds of attainment && 80 in 100 && class=\"fan fan95\" && " +
			"to meet it takes &#43;0.15 && " +
			"The series is too short to look back", "NaN && 达成"},
		{"/outlook/waste-2022", 200, "现值 && 过去的预测，后来怎样 && 80% 区间覆盖", "NaN"},
		{"/outlook/air-2025", 200, "只有1期数据，少于5期，不作预测", "<svg class=\"chart\""},
		{"/outlook/none", 404, "没有这个目标", ""},
		{"/clauses", 200, "城镇与研发 && 66%左右 && 63% && 9000公里以上 && 无数据", "href=\"/clauses/1.1?\""},
		{"/clauses/1.1?lang=en", 200, "Towns and research && Economic centre && Research", "城镇与研发"},
		{"/clauses/9", 404, "规划中没有这一条款 && /clauses/9", ""},
		{"/map", 200, "<svg class=\"map\" && 属于 && 部分属于 && synthetic squares && 示意图 && data-areas=\"900101 900102 \"", ""},
		{"/map?group=900100&indicator=population_urban", 200, "class=\"area class && 52万人 && 无数据 && url(#no-data)", ""},
		{"/map?indicator=population&period=2022-08", 200, "常住人口 · 2022年", ""},
		{"/map?group=nowhere", 404, "没有这个地区或分组", ""},
		{"/map?indicator=nothing", 404, "没有这个指标", ""},
		{"/map?indicator=population&level=moon", 404, "没有这一级地区", ""},
		{"/indicators", 200, "城镇化率 && R&amp;D &lt;强度&gt; && 经济中心 && 无数据，需由铁路公司、统计局", "<强度>"},
		{"/indicators/population_urban?area=900101", 200, "<svg class=\"chart\" && " +
			"已被更新的旧值 && 首次公布 && 修订 && <td class=\"num\">51</td>", "NaN"},
		{"/indicators/urbanisation?lang=en", 200, "population_urban / population && " +
			"Synthetic circle && target and schedule", "城镇人口"},
		{"/indicators/rail", 200, "没有数据 && 铁路公司、统计局", "<svg class=\"chart\""},
		// What is projected for later years is no present value, and one value for all is counted once.
		{"/indicators/trip_planned", 200, "60分钟 && 公式计算 && 合成圈", "50分钟 && 2027年 && 合成市"},
		{"/explain/trip_planned@circle:2028", 200, "50分钟 && 合成铁路 && 是</b>", ""},
		{"/indicators/none", 404, "没有这个指标", ""},
		{"/indicators/rail?area=none", 404, "没有这个地区", ""},
		{"/explain/urbanisation@circle:2022", 200, "population_urban / population && 合成年鉴 &lt;2023&gt; && 部分所占比重 && " +
			"0.5 × && 表1 && 2023年9月1日 && <s>51</s> && https://synthetic.invalid/yearbook?a=1&amp;b=2", "<2023>"},
		{"/explain/urbanisation@circle:2022?known=2023-06-30", 200, "2023年5月1日", "2023年9月1日 && <s>51</s>"},
		{"/explain/urbanisation@circle", 200, "城镇化率 · 合成圈 · 2022年 && " +
			`<a href="/indicators/urbanisation?area=circle">城镇化率</a> › 溯源 && href="/indicators" aria-current="page"`, ""},
		{"/explain/density@circle:2022", 200, "除以零", "NaN"},
		{"/explain/urbanisation@circle:2022-08", 404, "没有这样的时期", ""},
		{"/explain/none@circle:2022", 404, "没有这个指标", ""},
		{"/explain/urbanisation@none:2022", 404, "没有这个地区", ""},
		{"/explain/target/rd-2025", 200, "研发投入 && 2022年为2.05%，慢于时序应有的2.2%", ""},
		{"/explain/target/air-2025/sector-plan/whole?lang=en", 200, "reach 89.4% && reading The whole && " +
			`<a href="/explain/target/air-2025/sector-plan/whole">Air</a>`, ""},
		{"/explain/target/none", 404, "没有这个目标", ""},
		{"/sources", 200, "合成年鉴 &lt;2023&gt; && https://synthetic.invalid/outline && 合成数据", "href=\"https"},
		{"/findings", 200, "规划包与事实 && 评估", ""},
		{"/nowhere?lang=en", 404, "There is no such page && /nowhere", "没有这个页面"},
	} {
		c.check(t, h)
	}
}

var (
	attribute = regexp.MustCompile(`\s(href|src|action|srcset|formaction|poster|data)="([^"]*)"`)
	inline    = regexp.MustCompile(`\s(style|on[a-z]+)="|<style|<script>`)
	anchor    = regexp.MustCompile(`\sid="([^"]*)"`)
)

// Every page that can be reached answers, is well formed, stays on this machine, lets no script or
// style in through its text, leads only to places that exist, and carries the point of view along.
func TestEveryLinkOfEveryPage(t *testing.T) {
	h := handler(t)
	for _, start := range []string{"/", "/?lang=en", "/?valid=2022-12-31&known=2023-12-31"} {
		seen := map[string]bool{}
		english := &http.Cookie{Name: langCookie, Value: "zh"}
		if strings.Contains(start, "en") {
			english.Value = "en"
		}
		queue := []string{start}
		for len(queue) > 0 {
			target := queue[0]
			queue = queue[1:]
			resp := get(h, target, english)
			text := body(t, resp)
			if resp.StatusCode != http.StatusOK {
				t.Fatalf("%s: status %d", target, resp.StatusCode)
			}
			checkPage(t, target, resp.Header, text)
			if english.Value == "en" {
				checkEnglish(t, target, text)
			}
			for _, link := range links(t, target, text) {
				path, fragment, _ := strings.Cut(link, "#")
				if path == "" && !slices.ContainsFunc(anchor.FindAllStringSubmatch(text, -1), func(m []string) bool {
					return m[1] == fragment
				}) {
					t.Errorf("%s: #%s leads nowhere", target, fragment)
				}
				if strings.HasPrefix(start, "/?valid") && path != "" && !strings.HasPrefix(path, "/assets/") &&
					!strings.Contains(path, "valid=2022-12-31") && !strings.Contains(text, `href="`+path+`">回到今天`) {
					t.Errorf("%s: the link to %s forgets the point of view", target, path)
				}
				if path != "" && !seen[path] && !strings.Contains(path, "lang=") && !strings.HasPrefix(path, "/assets/") &&
					strings.Contains(path, "valid=") == strings.Contains(start, "valid=") {
					seen[path] = true
					queue = append(queue, path)
				}
			}
		}
		if len(seen) < 30 {
			t.Errorf("from %s only %d pages were reached", start, len(seen))
		}
	}
}

var (
	han = regexp.MustCompile(`\p{Han}+`)
	// What the synthetic package says in Chinese only, and the switch to Chinese.
	chineseOnly = []string{"中文", "合成省", "合成统计局", "表", "首次公布", "修订",
		// names of synthetic sites and rivers, and of official documents
		"合成站", "合成市", "合成断面", "合成水文站", "合成河", "甲地", "乙地", "合成甲城",
		"城市环境空气质量排名技术规定", "环办", "环办监测函", "环办监测", "总站水字", "号", "号、总站水字",
		"成渝地区双城经济圈生态环境保护规划"}
)

// checkEnglish finds words that a page forgot to translate.
func checkEnglish(t *testing.T, target, text string) {
	t.Helper()
	for _, word := range han.FindAllString(text, -1) {
		if !slices.Contains(chineseOnly, word) {
			t.Errorf("%s: %s is not translated", target, word)
		}
	}
}

func checkPage(t *testing.T, target string, header http.Header, text string) {
	t.Helper()
	if csp := header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self';") {
		t.Errorf("%s: policy %q", target, csp)
	}
	if m := inline.FindString(text); m != "" {
		t.Errorf("%s: %q would be refused by the page's own policy", target, m)
	}
	if ids := anchor.FindAllStringSubmatch(text, -1); len(ids) > 0 {
		seen := map[string]bool{}
		for _, m := range ids {
			if seen[m[1]] {
				t.Errorf("%s: the id %s is there twice", target, m[1])
			}
			seen[m[1]] = true
		}
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	depth := 0
	for {
		token, err := d.Token()
		if err != nil {
			if err.Error() != "EOF" {
				t.Errorf("%s: %v", target, err)
			}
			break
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	if depth != 0 {
		t.Errorf("%s: %d elements are left open", target, depth)
	}
}

// links lists where a page leads; a place on another machine is a mistake.
func links(t *testing.T, target, text string) []string {
	t.Helper()
	var out []string
	for _, m := range attribute.FindAllStringSubmatch(text, -1) {
		link := strings.ReplaceAll(m[2], "&amp;", "&")
		u, err := url.Parse(link)
		if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(link, "//") {
			t.Errorf("%s: %s leads off this machine", target, m[0])
			continue
		}
		if m[1] == "href" {
			out = append(out, link)
		}
	}
	return out
}

func TestLanguageIsRemembered(t *testing.T) {
	h := handler(t)
	resp := get(h, "/?lang=en")
	cookies := resp.Cookies()
	if len(cookies) != 1 || cookies[0].Value != "en" || !cookies[0].HttpOnly ||
		cookies[0].SameSite != http.SameSiteLaxMode {
		t.Fatalf("cookies %v", cookies)
	}
	if text := body(t, get(h, "/map", cookies[0])); !strings.Contains(text, `<html lang="en">`) {
		t.Error("the choice of English is forgotten")
	}
	if text := body(t, get(h, "/map")); !strings.Contains(text, `<html lang="zh-CN">`) {
		t.Error("a new visitor does not get Chinese")
	}
}

func TestOnlyReading(t *testing.T) {
	h := handler(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/", nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: status %d", method, w.Code)
		}
	}
}

func TestAssets(t *testing.T) {
	h := handler(t)
	hash := newAsset([]byte("body{}"), "").hash
	for _, c := range []struct {
		target, kind, cache string
		status              int
	}{
		{"/assets/app.css?v=" + hash, "text/css", "immutable", 200},
		{"/assets/app.css", "text/css", "no-cache", 200},
		{"/assets/icon.svg", "image/svg+xml", "no-cache", 200},
		{"/assets/none.css", "text/plain", "", 404},
		{"/assets/..%2fweb.go", "text/plain", "", 404},
	} {
		resp := get(h, c.target)
		if resp.StatusCode != c.status || !strings.HasPrefix(resp.Header.Get("Content-Type"), c.kind) ||
			!strings.Contains(resp.Header.Get("Cache-Control"), c.cache) {
			t.Errorf("%s: %d %s %s", c.target, resp.StatusCode, resp.Header.Get("Content-Type"),
				resp.Header.Get("Cache-Control"))
		}
	}
	if _, err := readAssets(); err != nil {
		t.Error(err)
	}
}

func TestAPageSaysThatAssetsAreNotBuilt(t *testing.T) {
	ws, err := workspace.Open(context.Background(), workspace.Options{Package: os.DirFS("../render/testdata/synthetic"),
		Today: func() measure.Instant { return measure.EndOf(measure.DateOf(2023, 12, 31)) }})
	if err != nil {
		t.Fatal(err)
	}
	h, err := newSite(ws, assets{})
	if err != nil {
		t.Fatal(err)
	}
	if text := body(t, get(h, "/")); !strings.Contains(text, "make assets") || strings.Contains(text, "<script") {
		t.Error("a page without its style sheet does not say so")
	}
}

// unreadable is a workspace whose package could not be read.
type unreadable struct{ Workspace }

func (unreadable) Plan() *plan.Plan { return nil }

func TestNoPlanNoPages(t *testing.T) {
	if _, err := New(unreadable{}); err == nil {
		t.Error("pages without a plan")
	}
}

// FuzzRequest: whatever is asked, the answer is a page that is not our own failure.
func FuzzRequest(f *testing.F) {
	for _, seed := range []string{"/?valid=2022&known=2023-01-01",
		"/map?group=circle&indicator=trip&period=2023-08&level=county",
		"/explain/urbanisation@circle:2022", "/explain/target/rd-2025/outline/whole", "/indicators/area?area=900101",
		"/clauses/1.1?known=forever", "/monitor", "/crossborder?year=2022&palette=safe",
		"/monitor/合成站0001?year=2023&day=2023-01-05&edition=2026&item=co", "/monitor/合成断面0001?year=2023&month=2",
		"/?valid=0001-01-01", "/?known=9999-12-31", "/explain/trip@circle:2023-01..08"} {
		f.Add(seed)
	}
	h := handler(f)
	f.Fuzz(func(t *testing.T, target string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || !strings.HasPrefix(target, "/") || u.Host != "" {
			return // not a request
		}
		r := &http.Request{Method: http.MethodGet, URL: u, Host: "localhost", RequestURI: target, Header: http.Header{}}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%q: status %d: %s", target, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "NaN") && !strings.Contains(target, "NaN") {
			t.Errorf("%q shows a value that is no number", target)
		}
	})
}
