package web

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

// visit is one request: in which language, from which point of view, and what the plan looks like
// from there. Templates call its exported methods.
type visit struct {
	Lang   locale.Lang
	Plan   *plan.Plan
	At     fact.AsOf
	Result *evaluate.Result

	r    *http.Request
	keep url.Values // valid and known as the user gave them, carried on by links
}

// langCookie remembers the language a user switched to.
const langCookie = "lang"

// visit reads the request. On an error the visit still serves to show it.
func (s *site) visit(w http.ResponseWriter, r *http.Request) (*visit, error) {
	v := &visit{Lang: locale.ZH, Plan: s.ws.Plan(), r: r, keep: url.Values{}}
	if c, err := r.Cookie(langCookie); err == nil {
		v.Lang = locale.Parse(c.Value)
	}
	query := r.URL.Query()
	if chosen := query.Get("lang"); chosen != "" {
		v.Lang = locale.Parse(chosen)
		http.SetCookie(w, &http.Cookie{Name: langCookie, Value: string(v.Lang), Path: "/",
			MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	// To the end of the known day, so that a day's visits share one evaluation.
	v.At = s.ws.DefaultAsOf()
	v.At.Known = measure.EndOf(v.At.Known.Date())
	if text := query.Get("valid"); text != "" {
		date, err := measure.ParseDate(text)
		if err != nil {
			return v, badQuery(v, "valid", text)
		}
		v.At.Valid = date
		v.keep.Set("valid", text)
	}
	if text := query.Get("known"); text != "" {
		known, err := measure.ParseInstant(text)
		if err != nil {
			return v, badQuery(v, "known", text)
		}
		v.At.Known = known
		v.keep.Set("known", text)
	}
	var err error
	v.Result, err = s.ws.Evaluate(r.Context(), v.At, nil)
	return v, err
}

func (v *visit) say(zh, en string) string { return say(v.Lang, zh, en) }

// say picks the words of a language, empty where it needs none.
func say(l locale.Lang, zh, en string) string {
	if l == locale.EN {
		return en
	}
	return zh
}

// Link is the address of a page from the same point of view. Pairs are query names and values in
// turn; empty values are left out.
func (v *visit) Link(path string, pairs ...string) string {
	query := url.Values{}
	for name, values := range v.keep {
		query[name] = values
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	u := url.URL{Path: path, RawQuery: query.Encode()}
	return u.String()
}

// Explain is the address of a cell's lineage.
func (v *visit) Explain(key fact.Key) string { return v.Link("/explain/" + render.KeyText(key)) }

// Here is the address of the page itself with one query value changed.
func (v *visit) Here(name, value string) string {
	query := v.r.URL.Query()
	query.Del("lang")
	query.Set(name, value)
	u := url.URL{Path: v.r.URL.Path, RawQuery: query.Encode()}
	return u.String()
}

// Under reports whether the page lies at a path or below it, for the navigation.
func (v *visit) Under(path string) bool {
	p := v.r.URL.Path
	return p == path || path != "/" && strings.HasPrefix(p, path+"/") ||
		path == "/" && strings.HasPrefix(p, "/explain/target/") ||
		path == "/indicators" && strings.HasPrefix(p, "/explain/") && !strings.HasPrefix(p, "/explain/target/")
}

// field is a value a form carries on unseen.
type field struct{ Name, Value string }

// Carry lists the query values a form besides the named ones must carry on.
func (v *visit) Carry(except ...string) []field {
	var fields []field
	query := v.r.URL.Query()
	for _, name := range []string{"valid", "known", "group", "indicator", "level", "period", "area",
		"year", "month", "edition", "item", "palette"} {
		skip := false
		for _, e := range except {
			skip = skip || e == name
		}
		if value := query.Get(name); value != "" && !skip {
			fields = append(fields, field{name, value})
		}
	}
	return fields
}

// Path is the address of the page without its query.
func (v *visit) Path() string { return v.r.URL.Path }

// Valid and Known are the point of view for date inputs.
func (v *visit) Valid() string { return v.At.Valid.String() }

// Known is the day of the known moment.
func (v *visit) Known() string { return v.At.Known.Date().String() }

// Travelled reports whether the user chose the point of view.
func (v *visit) Travelled() bool { return len(v.keep) > 0 }

// AsOf says the point of view in words.
func (v *visit) AsOf() string {
	valid, known := render.Date(v.At.Valid, v.Lang), render.Date(v.At.Known.Date(), v.Lang)
	return v.say("截至"+valid+"，按"+known+"所知", "As of "+valid+", as known on "+known)
}

// templateFuncs are the words and marks of a language.
func templateFuncs(l locale.Lang) template.FuncMap {
	return template.FuncMap{
		"say":    func(zh, en string) string { return say(l, zh, en) },
		"lang":   func() string { return map[locale.Lang]string{locale.ZH: "zh-CN", locale.EN: "en"}[l] },
		"in":     func(t locale.Text) string { return t.In(l) },
		"status": func(s evaluate.Status) string { return render.Status(s, l) },
		"date":   func(d measure.Date) string { return render.Date(d, l) },
	}
}

// problem is a request that cannot be answered as it stands.
type problem struct {
	status         int
	what, position string // what is the matter, and where in the request
	hint           string
}

func (p problem) Error() string { return p.what }

func notFound(what string) error { return problem{status: http.StatusNotFound, what: what} }

func badQuery(v *visit, name, found string) error {
	return problem{status: http.StatusBadRequest,
		what:     v.say(fmt.Sprintf("“%s”不是日期", found), fmt.Sprintf("%q is not a date", found)),
		position: "?" + name + "=" + found,
		hint: v.say("日期写作 2023-12-31、2023-12 或 2023；所知时点也可写 RFC 3339 时间。",
			"Write a date as 2023-12-31, 2023-12 or 2023; a known moment may be an RFC 3339 time.")}
}

type problemBody struct {
	Status               int
	What, Position, Hint string
}

// problemPage shows what went wrong; only our own failures are called errors.
func problemPage(v *visit, err error) (int, page) {
	var p problem
	if !errors.As(err, &p) {
		p = problem{status: http.StatusInternalServerError,
			what: v.say("程序出错，没能给出答案", "The program failed to answer") + ": " + err.Error()}
	}
	if p.position == "" {
		p.position = v.r.URL.Path
	}
	return p.status, page{Template: "problem", Title: p.what,
		Body: problemBody{p.status, p.what, p.position, p.hint}}
}

func countWarnings(fs []finding.Finding) int {
	n := 0
	for _, f := range fs {
		if f.Code.Severity >= finding.Warning {
			n++
		}
	}
	return n
}
