package main

import (
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"time"

	exchange "github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/exchange/osm"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/method/network"
)

// open reads the file of the network, of whatever kind it is.
func (j *networkJob) open() (*exchange.Network, []finding.Finding, error) {
	file, err := os.Open(j.graphFile)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	if j.net != "" {
		return nil, nil, textError{"--net 是规划包里的网络，与 --graph 只能用一个", "--net is a network of the package; use it or --graph"}
	}
	head := make([]byte, 64)
	size, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	head = head[:size]
	switch {
	case osm.Is(head) && j.settled():
		return nil, nil, textError{"OSM 数据自带坐标与速度，没有班线；不用 --nodes、--gcj02、--kmh、--board、--alight、--interchange",
			"OSM data has its own places and speeds, and no lines: --nodes, --gcj02, --kmh, --board, --alight and " +
				"--interchange say nothing of it"}
	case osm.Is(head):
		return j.openOSM(file)
	case j.rail || j.speedsFile != "":
		return nil, nil, textError{"--rail、--speeds 用于 OSM 数据（.osm.pbf）", "--rail and --speeds are for OSM data (.osm.pbf)"}
	case exchange.IsSaved(head) && j.settled():
		return nil, nil, textError{"--nodes、--gcj02、--kmh、--board、--alight、--interchange 在 build 时给出；存成的网络里已经定了",
			"--nodes, --gcj02, --kmh, --board, --alight and --interchange are for build; a saved network has its own"}
	}
	rest, err := io.ReadAll(file)
	if err != nil {
		return nil, nil, err
	}
	links := exchange.Source{Name: j.graphFile, Data: append(head, rest...)}
	if exchange.IsSaved(head) {
		n, findings := exchange.ReadSaved(links)
		return n, findings, nil
	}
	return j.openTables(links)
}

// settled reports whether anything is said of how a network is made, which only tables leave open.
func (j *networkJob) settled() bool {
	return j.nodesFile != "" || j.gcj02 || j.kmh != 0 || len(j.board)+len(j.alight)+len(j.interchange) > 0
}

// openTables reads a network as text: tables, GeoJSON, DIMACS.
func (j *networkJob) openTables(links exchange.Source) (*exchange.Network, []finding.Finding, error) {
	var nodes *exchange.Source
	if j.nodesFile != "" {
		data, err := os.ReadFile(j.nodesFile)
		if err != nil {
			return nil, nil, err
		}
		nodes = &exchange.Source{Name: j.nodesFile, Data: data}
	}
	if !(j.kmh >= 0 && j.meet >= 0 && j.meet <= 1000) {
		return nil, nil, textError{"--kmh 不小于零，--meet 在 0 到 1000 米之间", "--kmh is 0 or more, --meet within 0 and 1000 m"}
	}
	fares, err := j.fares()
	if err != nil {
		return nil, nil, err
	}
	n, findings := exchange.Read(links, nodes, exchange.Options{Fares: fares, GCJ02: j.gcj02, KMH: j.kmh, Meet: j.meet})
	return n, findings, nil
}

// openOSM reads an extract of OpenStreetMap, and tells how far it is where that takes long.
func (j *networkJob) openOSM(file *os.File) (*exchange.Network, []finding.Finding, error) {
	o := osm.Options{Rail: j.rail}
	if j.speedsFile != "" {
		data, err := os.ReadFile(j.speedsFile)
		if err != nil {
			return nil, nil, err
		}
		speeds, findings := osm.ReadSpeeds(j.speedsFile, data)
		if speeds == nil {
			return nil, findings, nil
		}
		j.tell(findings)
		o.Speeds = speeds
	}
	begun, told := time.Now(), int64(0)
	o.Progress = func(done, total int64) {
		if tenth := 10 * done / max(total, 1); tenth > told && time.Since(begun) > 2*time.Second {
			told = tenth
			j.progress("已读 %d%%", "%d%% read", 10*tenth)
		}
	}
	return osm.Read(j.graphFile, file, o)
}

// fares reads what it takes to use the lines of each mode.
func (j *networkJob) fares() (map[string]network.Fares, error) {
	fares := map[string]network.Fares{}
	for _, part := range []struct {
		flag    string
		minutes map[string]string
		set     func(f *network.Fares, ms int32)
	}{
		{"board", j.board, func(f *network.Fares, ms int32) { f.Board = ms }},
		{"alight", j.alight, func(f *network.Fares, ms int32) { f.Alight = ms }},
		{"interchange", j.interchange, func(f *network.Fares, ms int32) { f.Interchange = ms }},
	} {
		for _, mode := range slices.Sorted(maps.Keys(part.minutes)) {
			x, err := strconv.ParseFloat(part.minutes[mode], 64)
			if err != nil || !(x >= 0 && x < 10_000) {
				return nil, textError{"--" + part.flag + " " + mode + "=" + part.minutes[mode] + "：写成 方式=分钟，如 rail=15",
					"--" + part.flag + " " + mode + "=" + part.minutes[mode] + ": write mode=minutes, such as rail=15"}
			}
			f := fares[mode]
			part.set(&f, int32(math.Round(x*60_000)))
			fares[mode] = f
		}
	}
	for mode, f := range fares {
		if _, stated := j.interchange[mode]; !stated {
			f.Interchange = f.Alight + f.Board
			fares[mode] = f
		}
	}
	return fares, nil
}
