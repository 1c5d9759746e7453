package main

import (
	"cmp"
	"encoding/json"
	"math"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

// Columns of the table of network length.
var networkLengthColumns = []string{"area", "name", "mode", "km", "km2", "km_per_100km2"}

func (a *app) networkLengthCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "length",
		Short: a.say("各地区的线路长度与密度，按边界切分", "Length and density of a network by area, cut at the borders"),
		Long: a.say(`每条线路的长度按两端连线落在各地区的比例分摊；没有里程的取直线距离（条数写在 stderr）。往返两条只计一次。
边界取规划包的，或 --areas 指明的 TopoJSON、GeoJSON（WGS-84，编号为地区代码）。同一轨道上的不同线路分别计算。`,
			`The length of a link is shared out by how much of the line between its ends lies in each area; links without a
length count as straight (stderr says how many). The two directions count once. Borders are those of the package, or
of a TopoJSON or GeoJSON file named with --areas (WGS-84, ids being codes of areas). Lines that share a track count
each.`),
		Example: "  yipanqi network length --graph 线路.csv --nodes 节点.csv --on 2025-12-31",
		Args:    cobra.NoArgs,
	}
	j := a.newNetworkJob(cmd)
	areas := cmd.Flags().String("areas", "", a.say("边界（TopoJSON、GeoJSON）；默认为规划包的",
		"borders (TopoJSON or GeoJSON); those of the package by default"))
	cmd.RunE = func(*cobra.Command, []string) error {
		defer a.slowly("正在计算……", "computing…")()
		if err := j.read(); err != nil {
			return err
		}
		if j.network.Graph.Place == nil {
			return textError{"切分需要节点坐标，请用 --nodes 给出", "cutting needs the places of nodes; give them with --nodes"}
		}
		borders, names, err := j.borders(*areas)
		if err != nil {
			return err
		}
		if err := j.table(networkLengthColumns,
			func(add addRow) error { return j.lengths(borders, names, add) }); err != nil {
			return err
		}
		return findingsIf(j.doubts)
	}
	return cmd
}

// borders reads the borders of areas, and their names where the package has them.
func (j *networkJob) borders(file string) (*territory.Boundaries, func(code string) string, error) {
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, err
		}
		parse := territory.ParseGeoJSON
		var head struct{ Type string }
		if json.Unmarshal(data, &head) == nil && head.Type == "Topology" {
			parse = territory.ParseBoundaries
		}
		b, findings := parse(file, data)
		j.tell(findings)
		if b == nil {
			return nil, nil, errSaid
		}
		return b, func(string) string { return "" }, nil
	}
	fsys, err := j.packageFS()
	if err != nil {
		return nil, nil, err
	}
	p, findings := plan.Parse(fsys)
	if worst, any := finding.Worst(findings); p == nil || any && worst == finding.Error {
		j.tell(findings)
		return nil, nil, errSaid
	}
	if p.Territory.Boundaries == nil {
		return nil, nil, textError{"规划包没有边界，请用 --areas 给出", "the package has no borders; give them with --areas"}
	}
	return p.Territory.Boundaries, func(code string) string { return p.Territory.NameOf(code).In(j.lang) }, nil
}

// lengths adds up the length of open links by area and mode.
func (j *networkJob) lengths(borders *territory.Boundaries, name func(string) string, add addRow) error {
	type key struct{ area, mode string }
	type track struct {
		a, z        int32
		metres      float64
		mode, route int32
	}
	n, g := j.network, j.network.Graph
	sums, seen, straight, outside := map[key]float64{}, map[track]bool{}, 0, 0.0
	for k, t := range j.times {
		from, to := g.Place[g.Tail[k]], g.Place[g.Head[k]]
		if t >= network.Infinity || from == to {
			continue
		}
		metres := network.Metres(from, to)
		if g.Metres != nil && g.Metres[k] >= 0 {
			metres = float64(g.Metres[k])
		} else {
			straight++
		}
		a, z := j.ends(k)
		one := track{min(a, z), max(a, z), math.Round(metres), int32(n.Mode[k]), n.Route[k]}
		if seen[one] {
			continue
		}
		seen[one] = true
		left := 1.0
		for area, share := range borders.Split(territory.Point(from), territory.Point(to)) {
			sums[key{area, n.Modes[n.Mode[k]]}] += float64(metres*share) / 1000
			left -= share
		}
		outside += max(0, float64(metres*left)) / 1000
	}
	if outside >= 0.001 {
		j.note("%.3f 公里在这些地区以外，没有计入", "%.3f km lie outside these areas and are not counted", outside)
	}
	if straight > 0 {
		j.note("%d 条有向线路没有里程，取直线距离", "%d directed links have no length and count as straight", straight)
	}
	var rows []key
	for k := range sums {
		rows = append(rows, k)
	}
	slices.SortFunc(rows, func(a, b key) int { return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.mode, b.mode)) })
	for _, k := range rows {
		km2 := borders.AreaKM2(k.area)
		round := func(x float64) float64 { return measure.Round(x, 3, measure.HalfEven) }
		if err := add(k.area, name(k.area), k.mode, round(sums[k]), round(km2), round(100*sums[k]/km2)); err != nil {
			return err
		}
	}
	return nil
}
