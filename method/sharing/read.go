package sharing

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/strict"
)

// A file of a game is a table in one of these forms, told apart by the header, in English or Chinese.
type (
	benefitRow struct {
		strict.Where
		Coalition string  `csv:"coalition,required"`
		Benefit   float64 `csv:"benefit,required"`
	}
	costRow struct {
		strict.Where
		Coalition string  `csv:"coalition,required"`
		Cost      float64 `csv:"cost,required"`
	}
	segmentRow struct {
		strict.Where
		Segment string  `csv:"segment,required"`
		Cost    float64 `csv:"cost,required"`
		Users   string  `csv:"users,required"`
	}
	needRow struct {
		strict.Where
		Player string  `csv:"player,required"`
		Cost   float64 `csv:"cost,required"`
	}
	lengthRow struct {
		strict.Where
		Player string  `csv:"player,required"`
		Length float64 `csv:"length,required"`
	}
	claimRow struct {
		strict.Where
		Player string  `csv:"player,required"`
		Claim  float64 `csv:"claim,required"`
	}
	weightRow struct {
		strict.Where
		Player string `csv:"player,required"`
		Weight int64  `csv:"weight,required"`
	}
)

// form is a kind of file: the columns it has and how it is read.
type form struct {
	columns []string
	read    func(r *reader, data []byte) *Game
}

var forms = []form{
	{[]string{"coalition", "benefit"}, func(r *reader, data []byte) *Game {
		return r.table(Benefit, rowsOf(r, data, func(b benefitRow) line { return line{b.Where, b.Coalition, b.Benefit} }))
	}},
	{[]string{"coalition", "cost"}, func(r *reader, data []byte) *Game {
		return r.table(Cost, rowsOf(r, data, func(c costRow) line { return line{c.Where, c.Coalition, c.Cost} }))
	}},
	{[]string{"segment", "cost", "users"}, (*reader).network},
	{[]string{"player", "cost"}, func(r *reader, data []byte) *Game {
		return r.airport("cost", rowsOf(r, data, func(n needRow) line { return line{n.Where, n.Player, n.Cost} }))
	}},
	{[]string{"player", "length"}, func(r *reader, data []byte) *Game {
		return r.airport("length", rowsOf(r, data, func(n lengthRow) line { return line{n.Where, n.Player, n.Length} }))
	}},
	{[]string{"player", "claim"}, func(r *reader, data []byte) *Game {
		return r.claims(rowsOf(r, data, func(c claimRow) line { return line{c.Where, c.Player, c.Claim} }))
	}},
	{[]string{"player", "weight"}, (*reader).voting},
}

// inEnglish are the Chinese names of the columns.
var inEnglish = map[string]string{"联盟": "coalition", "收益": "benefit", "费用": "cost", "区段": "segment", "使用者": "users",
	"成员": "player", "里程": "length", "债权": "claim", "权重": "weight"}

// wholeName names the row of the estate or the quota.
const wholeName = "*"

// Bounds on what a file may hold, so that sums fit.
const (
	mostWeight = 1_000_000_000_000
	mostValue  = 1e15
)

// Read reads a game from a CSV file, as docs/methods/sharing.md describes. The game is nil where
// anything is wrong with it; findings say what and where.
func Read(file string, data []byte) (*Game, []finding.Finding) {
	r := &reader{file: file}
	head, rest, _ := bytes.Cut(data, []byte("\n"))
	var names []string
	for _, name := range strings.Split(strings.TrimPrefix(string(head), "\ufeff"), ",") {
		name = strings.Trim(name, "\" \t\r")
		if english, ok := inEnglish[name]; ok {
			name = english
		}
		names = append(names, name)
	}
	sorted := slices.Sorted(slices.Values(names))
	for _, f := range forms {
		if slices.Equal(sorted, slices.Sorted(slices.Values(f.columns))) {
			g := f.read(r, slices.Concat([]byte(strings.Join(names, ",")+"\n"), rest))
			finding.Sort(r.findings)
			if len(r.findings) > 0 {
				g = nil
			}
			return g, r.findings
		}
	}
	english, chinese := headers()
	r.report(UnknownForm, finding.Pos{File: file, Line: 1, Column: 1}, file, "found", strconv.QuoteToGraphic(string(head)),
		"expected", english, "expected_zh", chinese)
	return nil, r.findings
}

// headers lists the headers of all forms.
func headers() (english, chinese string) {
	inChinese := map[string]string{}
	for zh, en := range inEnglish {
		inChinese[en] = zh
	}
	var en, zh []string
	for _, f := range forms {
		var names []string
		for _, c := range f.columns {
			names = append(names, inChinese[c])
		}
		en, zh = append(en, strings.Join(f.columns, ",")), append(zh, strings.Join(names, ","))
	}
	return strings.Join(en, " | "), strings.Join(zh, " | ")
}

// line is a row of a name and a number, where it stands.
type line struct {
	at    strict.Where
	name  string
	value float64
}

// reader gathers players in the order they are first named, and what is wrong.
type reader struct {
	file     string
	findings []finding.Finding
	players  []string
	number   map[string]int
}

func (r *reader) report(c *finding.Code, at finding.Pos, subject string, pairs ...string) {
	r.findings = append(r.findings, finding.New(c, at, subject, pairs...))
}

func rowsOf[T any](r *reader, data []byte, as func(T) line) []line {
	var rows []T
	r.findings = append(r.findings, strict.CSV(r.file, data, &rows)...)
	lines := make([]line, len(rows))
	for i, row := range rows {
		lines[i] = as(row)
	}
	if len(lines) == 0 && len(r.findings) == 0 {
		r.report(NoRows, finding.Pos{File: r.file, Line: 1, Column: 1}, r.file)
	}
	return lines
}

// player returns the number of a player, who may be new.
func (r *reader) player(name string) int {
	i, known := r.number[name]
	if !known {
		if r.number == nil {
			r.number = map[string]int{}
		}
		i = len(r.players)
		r.number[name] = i
		r.players = append(r.players, name)
	}
	return i
}

// members reads a cell such as 渝北+广安.
func (r *reader) members(cell string, at finding.Pos) ([]int, bool) {
	var list []int
	separate := func(c rune) rune {
		if c == '＋' || c == '、' {
			return '+'
		}
		return c
	}
	for _, name := range strings.Split(strings.Map(separate, cell), "+") {
		if name = strings.TrimSpace(name); name == "" {
			r.report(EmptyName, at, cell, "found", cell)
			return nil, false
		}
		i := r.player(name)
		if slices.Contains(list, i) {
			r.report(RepeatedInCoalition, at, name, "found", name)
			return nil, false
		}
		list = append(list, i)
	}
	return list, true
}

func (r *reader) table(kind Kind, lines []line) *Game {
	values, first := map[Coalition]float64{}, map[Coalition]int{}
	for _, l := range lines {
		at := l.at.At("coalition")
		members, ok := r.members(l.name, at)
		if !(math.Abs(l.value) <= mostValue) {
			r.outside(l, kind.String(), "-10^15 … 10^15")
		}
		if len(r.players) > MaxTable {
			continue // counted below
		}
		c := Of(members...)
		switch before, repeated := first[c]; {
		case !ok:
		case repeated:
			r.report(RepeatedCoalition, at, l.name, "found", l.name, "line", strconv.Itoa(before))
		default:
			values[c], first[c] = l.value, at.Line
		}
	}
	n := len(r.players)
	if n > MaxTable {
		r.tooMany(MaxTable)
	}
	if len(r.findings) > 0 {
		return nil
	}
	if missing := 1<<n - 1 - len(values); missing > 0 {
		r.missing(values, missing)
		return nil
	}
	table := make([]float64, 1<<n)
	for c, v := range values {
		table[c] = v
	}
	return r.made(NewTable(r.players, kind, table))
}

func (r *reader) tooMany(most int) {
	r.report(TooManyPlayers, finding.Pos{File: r.file, Line: 1, Column: 1}, r.file, "found", strconv.Itoa(len(r.players)),
		"expected", strconv.Itoa(most))
}

// missing names the first few coalitions that have no row.
func (r *reader) missing(values map[Coalition]float64, count int) {
	var names []string
	for c := Coalition(1); len(names) < min(count, 3); c++ {
		if _, ok := values[c]; !ok {
			names = append(names, strings.Join((&Game{Players: r.players}).Name(c), "+"))
		}
	}
	n := len(r.players)
	r.report(MissingCoalitions, finding.Pos{File: r.file, Line: 1, Column: 1}, r.file, "players", strconv.Itoa(n),
		"expected", strconv.Itoa(1<<n-1), "found", strconv.Itoa(count), "names", strings.Join(names, ", "))
}

// made passes on a game. Whatever its constructor refuses has been found before.
func (r *reader) made(g *Game, err error) *Game {
	if err != nil {
		panic(err)
	}
	return g
}

// one reads rows of a player each. The row named * is apart: whole is nil where it is absent.
func (r *reader) one(column string, lines []line) (values []float64, whole *line) {
	first := map[string]int{}
	for i, l := range lines {
		at, name := l.at.At("player"), strings.TrimSpace(l.name)
		before, repeated := first[name]
		switch {
		case repeated:
			r.report(RepeatedPlayer, at, name, "found", name, "line", strconv.Itoa(before))
			continue
		case !(l.value >= 0 && l.value <= mostValue):
			r.outside(l, column, "0 … 10^15")
		}
		first[name] = at.Line
		if name == wholeName {
			whole = &lines[i]
			continue
		}
		r.player(name)
		values = append(values, l.value)
	}
	if len(values) == 0 && len(r.findings) == 0 {
		r.report(NoRows, finding.Pos{File: r.file, Line: 1, Column: 1}, r.file)
	}
	return values, whole
}

func (r *reader) outside(l line, column, expected string) {
	r.report(OutOfRange, l.at.At(column), column, "found", strconv.FormatFloat(l.value, 'f', -1, 64), "expected", expected)
}

func (r *reader) airport(column string, lines []line) *Game {
	costs, whole := r.one(column, lines)
	if whole != nil {
		r.report(EmptyName, whole.at.At("player"), whole.name, "found", whole.name)
	}
	if len(r.findings) > 0 {
		return nil
	}
	return r.made(NewAirport(r.players, costs))
}

func (r *reader) network(data []byte) *Game {
	var rows []segmentRow
	r.findings = append(r.findings, strict.CSV(r.file, data, &rows)...)
	first := map[string]int{}
	var segments []Segment
	for _, s := range rows {
		name := strings.TrimSpace(s.Segment)
		if before, repeated := first[name]; repeated {
			r.report(RepeatedPlayer, s.At("segment"), name, "found", name, "line", strconv.Itoa(before))
			continue
		}
		first[name] = s.At("segment").Line
		users, _ := r.members(s.Users, s.At("users"))
		if !(s.Cost >= 0 && s.Cost <= mostValue) {
			r.outside(line{s.Where, name, s.Cost}, "cost", "0 … 10^15")
		}
		segments = append(segments, Segment{name, s.Cost, users})
	}
	if len(rows) == 0 && len(r.findings) == 0 {
		r.report(NoRows, finding.Pos{File: r.file, Line: 1, Column: 1}, r.file)
	}
	if len(r.findings) > 0 {
		return nil
	}
	return r.made(NewNetwork(r.players, segments))
}

func (r *reader) claims(lines []line) *Game {
	claims, whole := r.one("claim", lines)
	if len(r.findings) > 0 {
		return nil
	}
	if whole == nil {
		r.noWhole("可分的总额", "the estate to divide")
		return nil
	}
	if sum := sumOf(rationals(claims)); ratOf(whole.value).Cmp(sum) > 0 {
		r.outside(*whole, "claim", "0 … "+sum.FloatString(6))
		return nil
	}
	return r.made(NewClaims(r.players, whole.value, claims))
}

func (r *reader) noWhole(zh, en string) {
	r.report(NoWhole, finding.Pos{File: r.file, Line: 1, Column: 1}, r.file, "expected_zh", zh, "expected", en)
}

func (r *reader) voting(data []byte) *Game {
	lines := rowsOf(r, data, func(w weightRow) line { return line{w.Where, w.Player, float64(w.Weight)} })
	for _, l := range lines {
		if l.value > mostWeight {
			r.outside(l, "weight", "0 … 10^12")
		}
	}
	values, whole := r.one("weight", lines)
	if len(r.players) > MaxSampled {
		r.tooMany(MaxSampled)
	}
	if len(r.findings) > 0 {
		return nil
	}
	if whole == nil {
		r.noWhole("过关所需的票数", "the quota to reach")
		return nil
	}
	var sum int64
	weights := make([]int64, len(values))
	for i, v := range values {
		weights[i] = int64(v)
		sum += weights[i]
	}
	if quota := int64(whole.value); quota < 1 || quota > sum {
		r.outside(*whole, "weight", fmt.Sprintf("1 … %d", sum))
		return nil
	}
	return r.made(NewVoting(r.players, weights, int64(whole.value)))
}
