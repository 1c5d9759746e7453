package plan

import (
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Network is lines of transport and their stations: networks/ID.yaml, and the tables of networks/ID/.
// Lengths and opening days are cited facts; times follow from design speeds and the assumptions named
// here, so they are estimates. Everything is as it is written: which line is open when, and how long a
// trip takes, is for an evaluation to say.
type Network struct {
	strict.Where
	ID   string      `yaml:"id,required"`
	Name locale.Text `yaml:"name,required"`
	Mode string      `yaml:"mode,required"` // "rail"

	// Ids of assumptions.
	Detour      string `yaml:"detour,required" ref:"assumption"`      // length over the straight line
	Pace        string `yaml:"pace,required" ref:"assumption"`        // speed of the fastest train over the design speed
	Lost        string `yaml:"lost,required" ref:"assumption"`        // min lost once a train for starting and stopping
	Interchange string `yaml:"interchange,required" ref:"assumption"` // min from one line's train to another's
	Transfer    string `yaml:"transfer" ref:"assumption"`             // km/h, straight across a city; empty for none

	Note locale.Text `yaml:"note"`

	Stations  []Station
	Lines     []Line
	Sections  []Section
	Timetable []Trip
}

// Station is a place where one gets on and off: a row of stations.csv.
type Station struct {
	strict.Where
	ID     string       `csv:"id,required"`
	ZH     string       `csv:"name_zh,required"`
	EN     string       `csv:"name_en"`
	Area   string       `csv:"area" ref:"area"` // in which it lies; empty outside the territory
	Lon    float64      `csv:"lon"`             // WGS-84, degrees; Missing where its area's middle must do
	Lat    float64      `csv:"lat"`
	Opened measure.Date `csv:"opened"` // zero for with the first of its lines
	Closed measure.Date `csv:"closed"` // first day it is no more in use; zero while it is
	Code   string       `csv:"telecode"`
	Source string       `csv:"source" ref:"source"`
	Note   string       `csv:"note"`
}

// Name returns the station's name.
func (s *Station) Name() locale.Text { return locale.Text{ZH: s.ZH, EN: s.EN} }

// Line is a line: a row of lines.csv.
type Line struct {
	strict.Where
	ID      string       `csv:"id,required"`
	ZH      string       `csv:"name_zh,required"`
	EN      string       `csv:"name_en"`
	KM      float64      `csv:"km"`      // cited length of all its sections; Missing where none is known
	KMH     float64      `csv:"kmh"`     // design speed
	Through string       `csv:"through"` // ids of lines that its trains go on over, separated by spaces
	Opened  measure.Date `csv:"opened"`
	Closed  measure.Date `csv:"closed"`
	Project string       `csv:"project" ref:"project"` // that opens it: its completion is the opening day
	Source  string       `csv:"source,required" ref:"source"`
	Note    string       `csv:"note"`
}

// Name returns the line's name.
func (l *Line) Name() locale.Text { return locale.Text{ZH: l.ZH, EN: l.EN} }

// Section is a line from one station to the next: a row of sections.csv. What it leaves empty is the
// line's.
type Section struct {
	strict.Where
	Line    string       `csv:"line,required"`
	From    string       `csv:"from,required"`
	To      string       `csv:"to,required"`
	KM      float64      `csv:"km"`
	KMH     float64      `csv:"kmh"`
	Opened  measure.Date `csv:"opened"`
	Closed  measure.Date `csv:"closed"`
	Project string       `csv:"project" ref:"project"`
	Source  string       `csv:"source" ref:"source"`
	Note    string       `csv:"note"`
}

// Trip is a train's time as published or computed from a timetable: a row of timetable.csv. Times of
// the network are held against it.
type Trip struct {
	strict.Where
	From    string       `csv:"from,required"`
	To      string       `csv:"to,required"`
	Minutes float64      `csv:"minutes,required"`
	On      measure.Date `csv:"on,required"`
	Train   string       `csv:"train"`
	Source  string       `csv:"source,required" ref:"source"`
	Grade   string       `csv:"grade"`
	Note    string       `csv:"note"`
}

// Station returns a station, nil where there is none.
func (n *Network) Station(id string) *Station {
	i := slices.IndexFunc(n.Stations, func(s Station) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return &n.Stations[i]
}

// Line returns a line, nil where there is none.
func (n *Network) Line(id string) *Line {
	i := slices.IndexFunc(n.Lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return nil
	}
	return &n.Lines[i]
}

// networks reads the directory of networks.
func (r *reader) networks() []*Network {
	var all []*Network
	r.each("networks", func(name string, data []byte) []finding.Finding {
		n := &Network{}
		findings := strict.YAML(name, data, n)
		dir := strings.TrimSuffix(name, ".yaml")
		readTable(r, dir, "stations.csv", true, &n.Stations)
		readTable(r, dir, "lines.csv", true, &n.Lines)
		readTable(r, dir, "sections.csv", true, &n.Sections)
		readTable(r, dir, "timetable.csv", false, &n.Timetable)
		if n.ID != "" && n.ID != path.Base(dir) {
			findings = append(findings, finding.New(OtherName, n.At("id"), "network:"+n.ID, "found", n.ID,
				"expected", path.Base(dir)))
		}
		all = append(all, n)
		return findings
	})
	return all
}

// readTable reads a table of a network.
func readTable[T any](r *reader, dir, base string, needed bool, into *[]T) {
	name := path.Join(dir, base)
	if data, ok := r.read(name); ok {
		r.findings = append(r.findings, strict.CSV(name, data, into)...)
	} else if _, err := fs.Stat(r.fsys, name); err != nil && needed {
		r.findings = append(r.findings, finding.New(MissingFile, finding.Pos{File: name}, name, "expected", name))
	}
}

// visit visits the fields of the network and of the rows of its tables.
func (n *Network) visit(visit func(*spot)) {
	subject := "network:" + n.ID
	each(reflect.ValueOf(n), "", visit)
	for i := range n.Stations {
		each(reflect.ValueOf(&n.Stations[i]), subject, visit)
	}
	for i := range n.Lines {
		each(reflect.ValueOf(&n.Lines[i]), subject, visit)
	}
	for i := range n.Sections {
		each(reflect.ValueOf(&n.Sections[i]), subject, visit)
	}
	for i := range n.Timetable {
		each(reflect.ValueOf(&n.Timetable[i]), subject, visit)
	}
}
