package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/method/forecast"
)

//go:embed check.R
var checkProgram []byte

// check compares the likelihood of a seasonal model of multiplicative errors with R's, at R's parameters
// and at our own.
func check() error {
	dir, err := os.MkdirTemp("", "forecast")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "check.R")
	if err := os.WriteFile(program, checkProgram, 0o644); err != nil {
		return err
	}
	out, err := exec.Command("Rscript", program).Output()
	if err != nil {
		return err
	}
	rows, err := numbers(string(out))
	if err != nil || len(rows) != 3 {
		return fmt.Errorf("R answered %d rows: %w", len(rows), err)
	}
	y, p := rows[0], rows[1]
	m := forecast.ETS{Error: 'M', Trend: 'A', Season: 'M', Period: 12, Phi: 1, Alpha: p[1], Beta: p[2], Gamma: p[3],
		Level: p[4], Slope: p[5], Seasonal: p[6:]}
	fmt.Printf("wineind, ETS(M,A,M) at R's parameters: log-likelihood %.10f, R %.10f (published −1802.9586023)\n",
		m.LogLikelihood(y), p[0])
	own, err := forecast.FitETS(y, 12, "M", "A", "M")
	if err != nil {
		return err
	}
	fmt.Printf("wineind, ETS(M,A,M) fitted: %.4f, R %.4f\n", own.LogLikelihood(y), rows[2][0])
	return nil
}

func numbers(text string) (rows [][]float64, err error) {
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var row []float64
		for _, field := range strings.Fields(line) {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil {
				return nil, err
			}
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	return rows, nil
}
