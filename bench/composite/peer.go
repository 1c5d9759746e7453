package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"strconv"

	"github.com/yipanqi/yipanqi/method/composite"
)

// peer is the study and what COINr found, as asem.R writes it: a line for each column of a stage.
type peer struct {
	version   []string
	framework *composite.Framework
	data      *composite.Data // divided by the denominators
	stages    map[string]map[string][]float64

	regenerations, clock, processor float64
	indices                         map[string][]float64
}

func readPeer(path string) (*peer, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = -1
	lines, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	p := &peer{data: &composite.Data{}, stages: map[string]map[string][]float64{}, indices: map[string][]float64{}}
	var nodes [][]string
	for _, line := range lines {
		switch line[0] {
		case "peer":
			p.version = line[1:]
		case "units":
			for _, unit := range line[2:] {
				p.data.Rows = append(p.data.Rows, composite.Row{Unit: unit})
			}
		case "group":
			for r, group := range line[2:] {
				p.data.Rows[r].Group = group
			}
		case "node":
			nodes = append(nodes, line[1:])
		case "study":
			numbers, err := parse(line[1:])
			if err != nil {
				return nil, err
			}
			p.regenerations, p.clock, p.processor = numbers[0], numbers[1], numbers[2]
		default:
			numbers, err := parse(line[2:])
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", line[0], line[1], err)
			}
			p.keep(line[0], line[1], numbers)
		}
	}
	return p, p.join(nodes)
}

func (p *peer) keep(stage, code string, numbers []float64) {
	if stage == "index" {
		p.indices[code] = numbers
		return
	}
	if p.stages[stage] == nil {
		p.stages[stage] = map[string][]float64{}
	}
	p.stages[stage][code] = numbers
}

// join makes the framework, and the data from the raw values and their denominators.
func (p *peer) join(nodes [][]string) error {
	var indicators []composite.Indicator
	var groups []composite.Group
	for _, n := range nodes {
		code, parent, denominator := n[0], n[1], n[4]
		weight, err := strconv.ParseFloat(n[2], 64)
		if err != nil {
			return err
		}
		raw, isIndicator := p.stages["raw"][code]
		if !isIndicator {
			groups = append(groups, composite.Group{Code: code, Parent: parent, Weight: weight})
			continue
		}
		indicators = append(indicators, composite.Indicator{Code: code, Parent: parent, Weight: weight, Less: n[3] == "-1"})
		column := append([]float64{}, raw...)
		if by := p.stages["denominator"][denominator]; by != nil {
			for r := range column {
				column[r] /= by[r]
			}
		}
		p.data.Values = append(p.data.Values, column)
	}
	var err error
	p.framework, err = composite.NewFramework(indicators, groups)
	return err
}

func parse(cells []string) ([]float64, error) {
	numbers := make([]float64, len(cells))
	for i, cell := range cells {
		numbers[i] = math.NaN()
		if cell != "" {
			x, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				return nil, err
			}
			numbers[i] = x
		}
	}
	return numbers, nil
}
