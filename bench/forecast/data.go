package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/method/forecast"
)

// series is one series of a competition: what was known and what came.
type series struct {
	id    string
	known forecast.Series
	came  []float64
}

// set is the series of one frequency of one competition, and what was forecast for them.
type set struct {
	name            string
	season, horizon int
	series          []series

	ours   []*forecast.Forecast
	errors [][]forecast.Error
	ms     float64
	peers  []peerMethod
}

// seasons are those of the frequencies of the competitions.
var seasons = map[string]int{"yearly": 1, "quarterly": 4, "monthly": 12, "other": 1}

// load reads NAME_dataset.tsf: a line @horizon, and after a line @data, a series a line, its values after
// the last colon.
func load(dir, name string, limit, last int) (*set, error) {
	frequency := name[strings.LastIndex(name, "_")+1:]
	season, ok := seasons[frequency]
	if !ok {
		return nil, fmt.Errorf("%s: no frequency", name)
	}
	f, err := os.Open(filepath.Join(dir, name+"_dataset.tsf"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := &set{name: name, season: season}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	inside := false
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if inside && line != "" {
			x, err := s.parse(line)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if v := x.known.Values; last > 0 && last < len(v) {
				x.known.Values = v[len(v)-last:]
			}
			s.series = append(s.series, x)
		}
		if text, ok := strings.CutPrefix(line, "@horizon "); ok {
			if s.horizon, err = strconv.Atoi(text); err != nil {
				return nil, err
			}
		}
		inside = inside || line == "@data"
	}
	if limit > 0 && limit < len(s.series) {
		few := make([]series, limit)
		for i := range few {
			few[i] = s.series[i*len(s.series)/limit]
		}
		s.series = few
	}
	return s, lines.Err()
}

func (s *set) parse(line string) (series, error) {
	id, _, _ := strings.Cut(line, ":")
	var v []float64
	for _, field := range strings.Split(line[strings.LastIndex(line, ":")+1:], ",") {
		x, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return series{}, err
		}
		v = append(v, x)
	}
	n := len(v) - s.horizon
	if n < forecast.MinPoints {
		return series{}, fmt.Errorf("%s is too short", id)
	}
	return series{id, forecast.Series{Values: v[:n:n], Season: s.season}, v[n:]}, nil
}
