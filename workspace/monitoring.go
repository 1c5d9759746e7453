package workspace

import (
	"context"
	"errors"
	"io/fs"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/flow"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
)

// monitoring is what a package says about monitoring: monitoring/water-targets.csv, flow-targets.csv
// and sections.csv, each of which it may lack.
type monitoring struct {
	targets  water.Targets
	flows    map[string]flow.Target
	topology *water.Topology
}

// readMonitoring reads the directory monitoring of a package.
func readMonitoring(fsys fs.FS) (m monitoring, findings []finding.Finding, err error) {
	for name, read := range map[string]func(string, []byte) []finding.Finding{
		"monitoring/water-targets.csv": func(file string, data []byte) (fs []finding.Finding) {
			m.targets, fs = water.ReadTargets(file, data)
			return fs
		},
		"monitoring/flow-targets.csv": func(file string, data []byte) (fs []finding.Finding) {
			m.flows, fs = method.ReadFlowTargets(file, data)
			return fs
		},
		"monitoring/sections.csv": func(file string, data []byte) (fs []finding.Finding) {
			m.topology, fs = water.ReadTopology(file, data)
			return fs
		},
	} {
		data, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return m, nil, err
		}
		findings = append(findings, read(name, data)...)
	}
	return m, findings, nil
}

// monitored is facts with the statistics of readings.
type monitored struct {
	fact.Reader
	*method.Environment
}

// factsAt returns the facts as an evaluation reads them: with statistics where there are readings.
func (w *Workspace) factsAt(at fact.AsOf) fact.Reader {
	if w.readings == nil {
		return w.facts
	}
	return monitored{w.facts, method.New(method.Sources{Readings: w.readings, Known: at.Known, Valid: at.Valid,
		Territory: w.plan.Territory, Targets: w.monitoring.targets, Flows: w.monitoring.flows,
		Topology: w.monitoring.topology})}
}

// position is where the ledger and the readings stand.
type position struct {
	facts    fact.Position
	readings [32]byte
}

func (w *Workspace) position(ctx context.Context) (p position, err error) {
	p.facts, err = w.facts.Position(ctx)
	if w.readings != nil {
		p.readings = w.readings.Position().Hash
	}
	return p, err
}

// Readings returns the monitoring data, nil without any.
func (w *Workspace) Readings() monitor.Reader { return w.readings }

// WaterTargets returns the target classes of sections that the package states.
func (w *Workspace) WaterTargets() water.Targets { return w.monitoring.targets }

// Topology returns which section lies above which, nil where the package does not say.
func (w *Workspace) Topology() *water.Topology { return w.monitoring.topology }
