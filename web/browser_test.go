package web

import (
	"net/http/httptest"
	"testing"
)

// browserPages is a page of every kind, by the synthetic package.
var browserPages = []string{"/", "/?lang=en", "/clauses", "/clauses/1.1", "/map", "/map?indicator=population",
	"/indicators", "/indicators/population_urban?area=900101", "/explain/urbanisation@circle:2022",
	"/explain/target/rd-2025", "/sources", "/findings", "/?valid=2021-12-31", "/?lang=zh", "/monitor", "/crossborder",
	"/indices", "/indices/own_index?w.people=0&lang=en",
	"/?lang=zh", "/outlook", "/outlook/rd-2025", "/outlook/waste-2022", "/compacts", "/regional",
	"/network", "/network?p.line=2022&lang=en", "/?lang=zh",
	"/monitor/合成站0001?year=2022&day=2022-12-28", "/monitor/合成断面0001"}

// TestBrowser looks at real pages in a real browser: style and scripts run under the content security
// policy, nothing is asked of another machine, nothing sticks out of a phone or a sheet of paper, and
// all can be reached by keyboard.
func TestBrowser(t *testing.T) {
	h := handlerWith(t, realAssets(t))
	server := httptest.NewServer(h)
	defer server.Close()
	b := startBrowser(t)
	t.Run("pages", func(t *testing.T) { pagesLoad(t, b, server.URL) })
	t.Run("keyboard", func(t *testing.T) { keyboardReaches(t, b, server.URL) })
	t.Run("scripts", func(t *testing.T) { scriptsHelp(t, b, server.URL) })
	t.Run("paper", func(t *testing.T) { paperIsWhole(t, b, server.URL) })
}

// realAssets are the assets as the program embeds them.
func realAssets(t *testing.T) assets {
	t.Helper()
	a, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	if !a.built {
		t.Fatal("the style sheet and script are not built: run `make assets`")
	}
	return a
}

func pagesLoad(t *testing.T, b *browser, site string) {
	b.t = t
	for _, width := range []int{1400, 390} {
		b.window(width, 900, "screen")
		for _, page := range browserPages {
			b.open(site + page)
			for _, complaint := range b.complaint {
				t.Errorf("%s: console: %s", page, complaint)
			}
			for _, address := range b.elsewhere(site) {
				t.Errorf("%s asks for %s", page, address)
			}
			b.expect(page, `document.querySelector("h1").offsetHeight > 0`)
			b.expect(page+": style", `getComputedStyle(document.body).display === "grid"`)
			b.expect(page+": fits", `document.documentElement.scrollWidth <= innerWidth`)
		}
	}
}

// keyboardReaches goes through the scorecard by Tab alone.
func keyboardReaches(t *testing.T, b *browser, site string) {
	b.t = t
	b.window(1400, 900, "screen")
	b.open(site + "/")
	reached := map[string]bool{}
	for i := range 60 {
		b.press("Tab")
		var at struct{ Name, Ring string }
		b.eval(`(e => ({name: e.getAttribute("href") ?? e.tagName, ring: getComputedStyle(e).outlineStyle}))`+
			`(document.activeElement)`, &at)
		if i == 0 && at.Name != "#main" {
			t.Errorf("Tab first reaches %s, not the link to the content", at.Name)
		}
		if at.Ring == "none" && at.Name != "BODY" {
			t.Errorf("focus on %s cannot be seen", at.Name)
		}
		reached[at.Name] = true
	}
	for _, name := range []string{"/", "/clauses", "/map", "/indicators", "/sources", "/findings", "/?lang=en", "SUMMARY",
		"/explain/target/rd-2025", "/clauses/1.1"} {
		if !reached[name] {
			t.Errorf("Tab does not reach %s", name)
		}
	}
	b.open(site + "/")
	b.press("Tab")
	b.press("Enter")
	b.expect("the skip link", `document.activeElement.id === "main"`)
}

// scriptsHelp tries what scripts add to pages.
func scriptsHelp(t *testing.T, b *browser, site string) {
	b.t = t
	b.window(1400, 900, "screen")
	b.open(site + "/monitor/合成站0001")
	b.expect("a calendar is one stop for Tab", `document.querySelectorAll("a.cell[tabindex='0']").length === 1`)
	b.eval(`document.querySelector("a.cell[tabindex='0']").focus() ?? true`, new(bool))
	b.press("ArrowRight")
	b.expect("an arrow goes on to the next day", `document.activeElement.href.baseVal.includes("day=2023-01-02")`)
	b.press("ArrowDown")
	b.expect("or a week on", `document.activeElement.href.baseVal.includes("day=2023-01-09")`)
	b.expect("what a day says can be read",
		`document.querySelector("[data-calendar-readout]").textContent.includes("AQI")`)
	b.open(site + "/network?year=2028")
	b.expect("sliders work by themselves", `document.querySelector("form[data-network] button").hidden`)
	b.eval(`document.querySelector("[name='p.line']").focus() ?? true`, new(bool))
	b.press("End")
	b.expect("a slider at its end says never",
		`document.activeElement.parentElement.querySelector("output").value === "不开通"`)
	b.eventually("dragging shows what changes", `document.querySelector("#live-figures .supposed") !== null`)
	b.eventually("and the address tells", `location.search.includes("p.line=")`)
	b.open(site + "/map")
	b.expect("filters apply by themselves", `document.querySelector("form[data-autosubmit] button").hidden`)
	b.expect("a group in focus lights its areas",
		`document.querySelector("[data-areas]").focus() ?? document.querySelectorAll(".map .lit").length > 0`)
	b.eval(`document.querySelector(".asof summary").focus() ?? true`, new(bool))
	b.press("Enter")
	b.expect("Enter opens the dates", `document.querySelector(".asof").open`)
	b.press("Escape")
	b.expect("Escape closes the dates", `!document.querySelector(".asof").open`)
}

// paperIsWhole looks at pages as they are printed on A4 with the margins of the style sheet.
func paperIsWhole(t *testing.T, b *browser, site string) {
	b.t = t
	const a4Inside = 673 // CSS pixels: 210 mm less 2 × 16 mm
	b.window(a4Inside, 1000, "print")
	for _, page := range browserPages {
		b.open(site + page)
		b.expect(page+": navigation is not printed",
			`[...document.querySelectorAll(".rail, .langs, .asof, .skip, .filters")].every(e => e.offsetHeight === 0)`)
		b.expect(page+": fits", `document.documentElement.scrollWidth <= innerWidth`)
		b.expect(page+": the layout is not a phone's", `document.querySelector(".brand-plan").offsetHeight > 0`)
		b.expect(page+": nothing is cut",
			`[...document.querySelectorAll(".panel")].every(e => e.scrollWidth <= e.clientWidth)`)
	}
	b.open(site + "/")
	b.eval(`addEventListener("beforeprint", () =>
		window.folded = document.querySelectorAll("main details:not([open])").length) ?? true`, new(bool))
	var paper struct{ Data []byte }
	b.decode(b.call("Page.printToPDF", map[string]any{"preferCSSPageSize": true}), &paper)
	if len(paper.Data) < 5 || string(paper.Data[:5]) != "%PDF-" {
		t.Errorf("printing gave %.20q", paper.Data)
	}
	b.expect("what is folded is printed", `window.folded === 0`)
}
