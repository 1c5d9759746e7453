// Package web serves the workbench: pages rendered on the server, in Chinese and English, with every
// asset inside the program. No page makes a request that leaves the machine, and every page works
// without scripts.
//
// One file holds one page: its handler, the typed struct its template shows, and what fills it. A
// page is seen from a point of view, the valid date and the known date of the query, which every
// link carries on.
package web

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/forecast"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/settle"
)

// Workspace is what the pages show.
type Workspace interface {
	Plan() *plan.Plan
	Findings() []finding.Finding
	DefaultAsOf() fact.AsOf
	Evaluate(ctx context.Context, at fact.AsOf, o *evaluate.Overlay) (*evaluate.Result, error)
	Explain(ctx context.Context, r *evaluate.Result, key fact.Key) (*evaluate.Lineage, error)
	History(ctx context.Context, key fact.Key) ([]fact.Observation, error)
	Readings() monitor.Reader // nil without any
	WaterTargets() water.Targets
	Topology() *water.Topology // nil where the package does not say
	Settle(ctx context.Context, compact string, period measure.Period, at fact.AsOf,
		o *evaluate.Overlay) (*settle.Settlement, error)
	Journal(ctx context.Context) (*settlement.Journal, error) // of settlements; empty without a ledger
}

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed assets/icon.svg
var iconFile []byte

type site struct {
	ws     Workspace
	assets assets
	pages  map[locale.Lang]map[string]*template.Template

	covered   memo[[]siteCoverage]
	crossings memo[water.Attainment]
	record    memo[*forecast.Record]
}

// New returns the workbench on a workspace whose package could be read.
func New(ws Workspace) (http.Handler, error) {
	if ws.Plan() == nil {
		return nil, errors.New("web: the package has no plan to show")
	}
	built, err := readAssets()
	if err != nil {
		return nil, err
	}
	return newSite(ws, built)
}

func newSite(ws Workspace, built assets) (http.Handler, error) {
	s := &site{ws: ws, assets: built, pages: map[locale.Lang]map[string]*template.Template{}}
	for _, l := range []locale.Lang{locale.ZH, locale.EN} {
		pages, err := parsePages(l)
		if err != nil {
			return nil, err
		}
		s.pages[l] = pages
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page(s.scorecard))
	mux.HandleFunc("GET /outlook", s.page(s.outlook))
	mux.HandleFunc("GET /outlook/{id...}", s.page(s.targetOutlook))
	mux.HandleFunc("GET /clauses", s.page(s.clauses))
	mux.HandleFunc("GET /clauses/{id}", s.page(s.clause))
	mux.HandleFunc("GET /map", s.page(s.territoryMap))
	mux.HandleFunc("GET /indicators", s.page(s.indicators))
	mux.HandleFunc("GET /indicators/{id}", s.page(s.indicator))
	mux.HandleFunc("GET /explain/{key}", s.page(s.explainCell))
	mux.HandleFunc("GET /explain/target/{id...}", s.page(s.explainTarget))
	mux.HandleFunc("GET /indices", s.page(s.indices))
	mux.HandleFunc("GET /indices/{id}", s.page(s.index))
	mux.HandleFunc("GET /regional", s.page(s.regional))
	mux.HandleFunc("GET /network", s.page(s.network))
	mux.HandleFunc("GET /compacts", s.page(s.compacts))
	mux.HandleFunc("GET /compacts/{id}", s.page(s.compact))
	mux.HandleFunc("GET /compacts/{id}/statement", s.page(s.compactStatement))
	mux.HandleFunc("GET /monitor", s.page(s.monitor))
	mux.HandleFunc("GET /monitor/{site...}", s.page(s.monitorSite))
	mux.HandleFunc("GET /crossborder", s.page(s.crossborder))
	mux.HandleFunc("GET /sources", s.page(s.sources))
	mux.HandleFunc("GET /findings", s.page(s.findings))
	mux.HandleFunc("GET /assets/{name}", s.asset)
	mux.HandleFunc("GET /", s.page(func(v *visit) (page, error) {
		return page{}, notFound(v.say("没有这个页面", "There is no such page"))
	}))
	return secure(mux), nil
}

// secure sets the headers that keep a page from asking anything of anyone else.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; "+
			"frame-ancestors 'none'; object-src 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// page is what a handler gives: a template, and the typed struct it shows.
type page struct {
	Template string // file name without extension
	Part     string // of the template, where only that is asked for
	Title    string
	Body     any
}

// shown is what a template sees.
type shown struct {
	*visit
	page
	Built    bool
	CSS, JS  string
	Findings int // of the package, as bad as warnings
}

// page wraps a handler: reads the point of view, evaluates, shows; a problem is a page too.
func (s *site) page(handle func(*visit) (page, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visit(w, r)
		var p page
		if err == nil {
			p, err = handle(v)
		}
		status := http.StatusOK
		if err != nil {
			status, p = problemPage(v, err)
		}
		out := shown{visit: v, page: p, Built: s.assets.built, CSS: s.assets.url("app.css"),
			JS: s.assets.url("app.js"), Findings: countWarnings(s.ws.Findings())}
		var b bytes.Buffer
		if err := s.pages[v.Lang][p.Template].ExecuteTemplate(&b, cmp.Or(p.Part, "layout.html"), out); err != nil {
			http.Error(w, "the page could not be shown: "+err.Error(), http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Language", map[locale.Lang]string{locale.ZH: "zh-CN", locale.EN: "en"}[v.Lang])
		h.Set("Cache-Control", "no-cache")
		h.Set("Vary", "Cookie")
		w.WriteHeader(status)
		_, _ = b.WriteTo(w) // the reader may have gone away
	}
}

// parsePages parses every template once, in one language; a mistake in one stops the program at
// start rather than in front of a user.
func parsePages(l locale.Lang) (map[string]*template.Template, error) {
	base, err := template.New("layout.html").Funcs(templateFuncs(l)).
		ParseFS(templateFiles, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, file := range files {
		name := path.Base(file)
		if name == "layout.html" || name == "parts.html" {
			continue
		}
		t, err := template.Must(base.Clone()).ParseFS(templateFiles, file)
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		pages[name[:len(name)-len(".html")]] = t
	}
	return pages, nil
}
