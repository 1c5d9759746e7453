package main

import (
	"bufio"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed peer.R
var peerProgram []byte

// peerMethod is one method of R on every series of a set.
type peerMethod struct {
	name        string
	ms          float64
	predictions predictions
}

// askPeer runs peer.R on the set, or reads its earlier answers from a directory.
func (s *set) askPeer(how string) error {
	switch how {
	case "none":
		return nil
	case "run":
		dir, err := os.MkdirTemp("", "forecast")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if err := s.runPeer(dir); err != nil {
			return err
		}
		how = dir
	}
	return s.readPeer(filepath.Join(how, s.name+".out"))
}

func (s *set) runPeer(dir string) error {
	var in strings.Builder
	for _, x := range s.series {
		fmt.Fprintf(&in, "%s,%d,%d,", x.id, s.season, s.horizon)
		for i, v := range x.known.Values {
			if i > 0 {
				in.WriteByte(' ')
			}
			in.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
		}
		in.WriteByte('\n')
	}
	program, input := filepath.Join(dir, "peer.R"), filepath.Join(dir, s.name+".in")
	if err := os.WriteFile(program, peerProgram, 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(input, []byte(in.String()), 0o644); err != nil {
		return err
	}
	cmd := exec.Command("Rscript", program, input, filepath.Join(dir, s.name+".out"))
	cmd.Stderr = os.Stderr
	return cmd.Run()
}

func (s *set) readPeer(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	at := map[string]int{}
	for i, x := range s.series {
		at[x.id] = i
	}
	methods := map[string]int{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		field := strings.Split(lines.Text(), ",")
		i, ok := at[field[0]]
		if !ok || len(field) != 5+quantiles {
			continue
		}
		k, ok := methods[field[1]]
		if !ok {
			k = len(s.peers)
			methods[field[1]] = k
			s.peers = append(s.peers, peerMethod{name: "R " + field[1], predictions: make(predictions, len(s.series))})
		}
		v := make([]float64, len(field))
		for j := 2; j < len(field); j++ {
			if v[j], err = strconv.ParseFloat(field[j], 64); err != nil {
				return err
			}
		}
		m := &s.peers[k]
		p, ok := m.predictions[i].(*peerPrediction)
		if !ok {
			p = &peerPrediction{}
			m.predictions[i] = p
			m.ms += v[2] / float64(len(s.series))
		}
		p.mean = append(p.mean, v[4])
		p.steps = append(p.steps, v[5:])
	}
	return lines.Err()
}
