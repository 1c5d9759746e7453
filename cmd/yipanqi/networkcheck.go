package main

import (
	"os"
	"strconv"

	"github.com/spf13/cobra"

	exchange "github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/method/network"
)

func (a *app) networkCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "check",
		Short:   a.say("检查网络文件：错误、不通的部分、规模", "Check a network: errors, parts apart, size"),
		Example: "  yipanqi network check --graph 线路.csv --nodes 节点.csv",
		Args:    cobra.NoArgs,
	}
	j := a.newNetworkJob(cmd)
	reference := cmd.Flags().String("reference", "", a.say("已知为 WGS-84 的点，用来判断坐标是不是 GCJ-02",
		"points known to be WGS-84, to tell whether places are GCJ-02"))
	cmd.Flags().BoolVar(&j.all, "all", false, a.say("列出全部问题（默认每种至多十条）",
		"list all findings (default: ten of a kind)"))
	cmd.RunE = func(*cobra.Command, []string) error {
		defer a.slowly("正在计算……", "computing…")()
		if err := j.read(); err != nil {
			return err
		}
		j.tell(j.network.Check(j.graphFile, j.times))
		if *reference != "" {
			if err := j.checkDatum(*reference); err != nil {
				return err
			}
		}
		if err := j.table(networkCheckColumns, j.size); err != nil {
			return err
		}
		return findingsIf(j.doubts)
	}
	return cmd
}

// size tells how large a network is, and how large its hierarchy.
func (j *networkJob) size(add addRow) error {
	g := j.network.Graph
	h, err := network.Contract(g, j.order())
	if err != nil {
		return err
	}
	open := 0
	for _, t := range j.times {
		if t < network.Infinity {
			open++
		}
	}
	parts := map[int32]bool{}
	for _, p := range g.Parts(j.times) {
		parts[p] = true
	}
	s := h.Size()
	for _, row := range []struct {
		name  string
		value int
	}{{"nodes", j.network.Outer}, {"links", g.Links()}, {"open_links", open}, {"parts", len(parts)},
		{"projects", len(j.network.Projects)}, {"hierarchy_arcs", s.Arcs}, {"hierarchy_triangles", s.Triangles},
		{"hierarchy_depth", s.Depth}} {
		if err := add(row.name, row.value); err != nil {
			return err
		}
	}
	return nil
}

// checkDatum holds places against points known to be WGS-84.
func (j *networkJob) checkDatum(file string) error {
	if j.network.Graph.Place == nil {
		return textError{"核对坐标需要节点坐标，请用 --nodes 给出", "this needs the places of nodes; give them with --nodes"}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	points, findings := exchange.ReadPoints(exchange.Source{Name: file, Data: data})
	j.tell(findings)
	if worst, any := finding.Worst(findings); any && worst == finding.Error {
		return errSaid
	}
	var places []network.Point
	for _, p := range points {
		if p.Node == "" {
			places = append(places, p.Place)
		}
	}
	if len(places) < exchange.LeastCompared {
		return textError{file + "：至少要 " + strconv.Itoa(exchange.LeastCompared) + " 个写明经纬度的点才能核对",
			file + ": at least " + strconv.Itoa(exchange.LeastCompared) + " points with a place are needed to tell"}
	}
	j.tell(j.network.CheckDatum(j.graphFile, places))
	return nil
}
