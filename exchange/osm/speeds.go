package osm

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
)

// Speeds are speeds by class, in km/h: limits where none is tagged, and how much of a limit is driven.
type Speeds struct{ kmh map[string]float64 }

//go:embed speeds.csv
var defaults []byte

// DefaultSpeeds are those of speeds.csv: for China, each an assumption with its source.
func DefaultSpeeds() *Speeds {
	s := &Speeds{map[string]float64{}}
	if findings := s.read("speeds.csv", defaults, false); findings != nil {
		panic("osm: the speeds that ship: " + findings[0].Code.ID)
	}
	return s
}

// ReadSpeeds reads a table with columns class and kmh that takes the place of defaults.
func ReadSpeeds(file string, data []byte) (*Speeds, []finding.Finding) {
	s := DefaultSpeeds()
	findings := s.read(file, data, true)
	if worst, any := finding.Worst(findings); any && worst == finding.Error {
		return nil, findings
	}
	return s, findings
}

// driven is the speed at which a limit is driven along a mode.
func (s *Speeds) driven(mode uint8, limit float64) float64 {
	at100 := s.kmh["driven-at-100"]
	if mode == railMode {
		at100 = s.kmh["rail-driven-at-100"]
	}
	return float64(limit*at100) / 100
}

// read puts the rows of a table in; known says that only classes there are may be named.
func (s *Speeds) read(file string, data []byte, known bool) (findings []finding.Finding) {
	text, _, _ := sheet.Decode(data)
	lines := sheet.NewTextFile(text)
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	add := func(c *finding.Code, column int, pairs ...string) {
		line, col := 1, 1
		if column >= 0 {
			line, col = r.FieldPos(column)
		}
		findings = append(findings, finding.New(c, lines.Position(file, line, col), file, pairs...))
	}
	header, err := r.Read()
	class, kmh := slices.Index(header, "class"), slices.Index(header, "kmh")
	if err != nil || class < 0 || kmh < 0 {
		missing := "class"
		if class >= 0 {
			missing = "kmh"
		}
		add(NoColumn, -1, "expected", missing)
		return findings
	}
	seen := map[string]int{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return findings
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			findings = append(findings, finding.New(Syntax, lines.Position(file, parse.Line, parse.Column), file,
				"found", parse.Err.Error()))
			continue
		}
		if len(row) <= max(class, kmh) {
			add(Syntax, 0, "found", strings.Join(row, ","))
			continue
		}
		name := strings.TrimSpace(row[class])
		x, err := strconv.ParseFloat(strings.TrimSpace(row[kmh]), 64)
		_, there := s.kmh[name]
		switch {
		case known && !there:
			add(UnknownClass, class, "found", name, "expected", strings.Join(slices.Sorted(maps.Keys(s.kmh)), ", "))
		case seen[name] > 0:
			add(RepeatedClass, class, "found", name, "expected", strconv.Itoa(seen[name]))
		case err != nil || !(x >= 1 && x <= 500):
			add(BadSpeed, kmh, "found", row[kmh])
		default:
			s.kmh[name] = x
		}
		seen[name], _ = r.FieldPos(class)
	}
}
