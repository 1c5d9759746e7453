// Command settle settles compacts between the parties of a region from readings to balances: by default
// 500 compacts of 44 parties over 200 sections, monthly for ten years, and twice and four times as many to
// show that the work is linear. Everything is synthetic and follows from a seed.
//
//	cd bench && go run ./settle
package main

import (
	"fmt"
	"log"
	"runtime"
	"strings"
	"testing/fstest"
	"time"

	"golang.org/x/sys/unix"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/random"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/settle"
)

const (
	parties  = 44
	sections = 200
	firstYr  = 2015
	lastYr   = 2024
	back     = 5 // years of readings before, for baselines and comparisons
)

func main() {
	log.SetFlags(0)
	runtime.GOMAXPROCS(1)
	waters, targets := readings()
	records := revenue()
	fmt.Printf("%d parties, %d sections with %d readings, %d revenue records, %d years; one processor\n\n", parties, sections,
		sections*12*(lastYr-firstYr+1+back), len(records), lastYr-firstYr+1)
	fmt.Println("| compacts | verdicts | lines | parse and check, s | readings to balances, s | and to a hash-chained journal, s |")
	fmt.Println("|---|---|---|---|---|---|")
	for _, n := range []int{500, 1000, 2000} {
		measureRun(n, waters, targets, records)
	}
}

// measureRun settles n compacts and prints a row. The least of three runs counts.
func measureRun(n int, waters []*water.Section, targets water.Targets, records []fact.Revenue) {
	start := processor()
	p := parse(n)
	parsed := processor() - start
	best, posted := time.Duration(1<<62), time.Duration(0)
	var verdicts, lines int
	for range 3 {
		start = processor()
		in := &settle.Data{Waters: settle.NewWaters(waters, targets), Revenue: fact.NewRegister(records, measure.Forever),
			Assumptions: map[string]float64{}}
		balances := map[string]settlement.Fen{}
		all := make([]*settle.Settlement, 0, n*(lastYr-firstYr+1))
		verdicts, lines = 0, 0
		for _, c := range p.Compacts {
			e := settle.Evaluate(c, in, lastYr)
			for year := firstYr; year <= lastYr; year++ {
				s := e.Settle(measure.Year(year))
				verdicts, lines = verdicts+len(s.Verdicts), lines+len(s.Lines)
				for _, l := range s.Lines {
					balances[l.Party] += l.Fen
				}
				all = append(all, s)
			}
		}
		sum := settlement.Fen(0)
		for _, b := range balances {
			sum += b
		}
		if sum != 0 || len(balances) != parties {
			log.Fatalf("%d parties, balances sum to %s", len(balances), sum)
		}
		if took := processor() - start; took < best {
			best = took
		}
		start = processor()
		post(all)
		posted = processor() - start
	}
	fmt.Printf("| %d | %d | %d | %.2f | **%.2f** | %.2f |\n", n, verdicts, lines, parsed.Seconds(), best.Seconds(),
		(best + posted).Seconds())
}

// post puts every settlement into a journal, without the numbers behind its verdicts.
func post(all []*settle.Settlement) {
	j := &settlement.Journal{}
	for i, s := range all {
		lines := s.Postings()
		if len(lines) == 0 {
			continue
		}
		e := &settlement.Entry{ID: fmt.Sprint(i), Kind: settlement.KindSettlement, Compact: s.Compact.ID, Period: s.Period,
			Known: measure.Instant(1), Lines: lines}
		if err := j.Append(settlement.Record{Entry: e}); err != nil {
			log.Fatal(err)
		}
	}
}

// processor returns the processor time the program has used.
func processor() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func party(i int) string { return fmt.Sprintf("p%02d", i%parties) }

// parse writes n compacts of the forms that are in use, in turn, and reads them as a package.
func parse(n int) *plan.Plan {
	fsys := fstest.MapFS{
		"plan.yaml": {Data: []byte("id: bench\ntitle: {zh: 测, en: Bench}\nversion: \"1\"\narea: \"900000\"\nfirst_year: 2010\n" +
			"last_year: 2030\nbase: 2020\ndue: 2025\nsource: s\nheadline_version: outline\n")},
		"sources.yaml":        {Data: []byte("sources:\n  - {id: s, title: {zh: 测, en: Bench}, published: 2010-01-01, grade: synthetic}\n")},
		"territory/areas.csv": {Data: []byte("code,name_zh,name_en,level,parent,valid_from,valid_to\n900000,测,Bench,province,,,\n")},
	}
	var list strings.Builder
	list.WriteString("section\n")
	for i := range sections {
		fmt.Fprintf(&list, "S%d\n", i)
	}
	fsys["monitoring/sections.csv"] = &fstest.MapFile{Data: []byte(list.String())}
	for i := range n {
		fsys[fmt.Sprintf("compacts/c%04d.yaml", i)] = &fstest.MapFile{Data: []byte(compact(i))}
	}
	p, findings := plan.Parse(fsys)
	for _, f := range findings {
		if f.Code.Severity >= finding.Error && f.Code != plan.NoHeadlineVersion {
			log.Fatal(f.Text(locale.EN))
		}
	}
	return p
}

func compact(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "id: c%04d\nname: {zh: 测, en: Bench}\nkind: eco-compensation\nfrom: 2015-01-01\nparties:\n", i)
	for k := range parties {
		if form := i % 5; form == 4 || k < 4 {
			fmt.Fprintf(&b, "  - {id: %s, name: {zh: 方, en: Party}}\n", party(i+k))
		}
	}
	b.WriteString("rules:\n  - id: r\n    from: 2015-01-01\n    source: s\n    certainty: source-read\n")
	section := fmt.Sprintf("S%d", i%sections)
	b.WriteString(strings.NewReplacer("SECTION", section, "UP", party(i), "DOWN", party(i+1), "E1", fmt.Sprintf("E%d", i%100)).
		Replace(forms[i%5]))
	if i%5 == 4 {
		for _, key := range []string{"from", "to"} {
			fmt.Fprintf(&b, "        %s:\n", key)
			for k := range parties {
				fmt.Fprintf(&b, "          - {party: %s, share: %d}\n", party(i+k), 1+(k*7+len(key))%11)
			}
		}
	}
	return b.String()
}

// forms are the index of four items, the monthly verdict against last year, class penalties, the ladder
// with a yearly cap and a tax increment, and a pool of all parties.
var forms = [5]string{`    measures:
      - {id: a, read: concentration, freq: A, section: SECTION, item: codmn}
      - {id: b, read: concentration, freq: A, section: SECTION, item: nh3n}
      - {id: c, read: concentration, freq: A, section: SECTION, item: tp}
      - {id: d, read: concentration, freq: A, section: SECTION, item: tn}
      - {id: a0, read: concentration, freq: A, section: SECTION, item: codmn, first_year: 2012, last_year: 2014}
      - {id: b0, read: concentration, freq: A, section: SECTION, item: nh3n, first_year: 2012, last_year: 2014}
      - {id: c0, read: concentration, freq: A, section: SECTION, item: tp, first_year: 2012, last_year: 2014}
      - {id: d0, read: concentration, freq: A, section: SECTION, item: tn, first_year: 2012, last_year: 2014}
    values:
      - {id: p, unit: "1", freq: A, formula: 0.9 * (0.22 * a / a0 + 0.22 * b / b0 + 0.28 * c / c0 + 0.28 * d / d0)}
    payments:
      - {id: met, name: {zh: 达, en: Met}, freq: A, when: p <= 1, amount: "1[亿元]", from: [{party: DOWN}], to: [{party: UP}]}
      - {id: missed, name: {zh: 未, en: Missed}, freq: A, when: p > 1, amount: "1[亿元]", from: [{party: UP}], to: [{party: DOWN}]}
`, `    measures:
      - {id: class, read: class, freq: M, section: SECTION}
      - {id: wanted, read: target-class, freq: M, section: SECTION}
    values:
      - id: gets
        unit: 万元
        freq: M
        formula: if(class > wanted, -100[万元], if(class < lag(class, 12), 100[万元], if(class > lag(class, 12), -100[万元], 0[万元])))
    payments:
      - {id: monthly, name: {zh: 月, en: Month}, freq: M, amount: gets, from: [{party: DOWN}], to: [{party: UP}]}
`, `    measures:
      - {id: wanted, read: target-class, freq: M, section: SECTION}
      - {id: a, read: class, freq: M, section: SECTION, item: codmn}
      - {id: b, read: class, freq: M, section: SECTION, item: nh3n}
      - {id: c, read: class, freq: M, section: SECTION, item: tp}
    values:
      - {id: worse, unit: "1", freq: M, formula: "max(a - wanted, 0) + max(b - wanted, 0) + max(c - wanted, 0)"}
    payments:
      - {id: penalty, name: {zh: 罚, en: Penalty}, freq: M, when: worse > 0, amount: "30[万元] * worse", from: [{party: UP}], to: [{party: DOWN}]}
`, `    measures:
      - {id: tp, read: concentration, freq: M, section: SECTION, item: tp}
      - {id: tax, read: revenue, freq: A, enterprises: [E1]}
      - {id: stock, read: revenue, freq: A, enterprises: [E1], first_year: 2014, last_year: 2014}
    values:
      - {id: m, unit: "1", freq: M, formula: "tp / 0.1[mg/L] - 1"}
      - {id: due, unit: 万元, freq: M, of: m, steps: [{from: 0.1, value: 10}, {from: 0.5, value: 25}, {from: 1, value: 50}]}
    payments:
      - {id: ladder, name: {zh: 阶, en: Ladder}, freq: M, when: m > 0, amount: due * (1 + m), cap: "200[万元]", over: year,
        from: [{party: UP}], to: [{party: DOWN}]}
      - {id: increment, name: {zh: 增, en: Increment}, freq: A, amount: tax - stock, floor: "0[元]", from: [{party: UP}],
        to: [{party: UP, share: 50%}, {party: DOWN, share: 50%}]}
`, `    measures:
      - {id: nh3n, read: concentration, freq: A, section: SECTION, item: nh3n}
    payments:
      - id: pool
        name: {zh: 池, en: Pool}
        freq: A
        amount: 1[亿元] * clamp(nh3n / 1[mg/L], 0.5, 2)
`}

// readings draws a monthly sample of five items at every section.
func readings() ([]*water.Section, water.Targets) {
	stream := random.New(1)
	targets := water.Targets{}
	items := map[water.Item]float64{water.DO: 8, water.CODMn: 4, water.NH3N: 0.5, water.TP: 0.1, water.TN: 1.5}
	var list []*water.Section
	for i := range sections {
		s := &water.Section{ID: fmt.Sprintf("S%d", i)}
		targets[s.ID] = map[int]water.Class{}
		for year := firstYr - back; year <= lastYr; year++ {
			targets[s.ID][year] = water.ClassIII
			for m := time.January; m <= time.December; m++ {
				sample := water.NoSample(measure.DateOf(year, m, 10))
				for _, item := range []water.Item{water.DO, water.CODMn, water.NH3N, water.TP, water.TN} {
					sample.Value[item] = int64(items[item]*(0.5+stream.Float64())*1000) * 1000
				}
				s.Samples = append(s.Samples, sample)
			}
		}
		list = append(list, s)
	}
	return list, targets
}

// revenue draws a year's tax of a hundred enterprises.
func revenue() []fact.Revenue {
	stream := random.New(2)
	var records []fact.Revenue
	for e := range 100 {
		for year := firstYr - 1; year <= lastYr; year++ {
			records = append(records, fact.Revenue{Enterprise: fmt.Sprintf("E%d", e), Tax: "vat", Period: measure.Year(year),
				Fen: int64(stream.Float64() * 1e9)})
		}
	}
	return records
}
