package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/transit"
)

// planNetwork is a network of the plan package on a day, as planned and as supposed. Commands answer about
// it where no file is named: from and to are then areas, groups or stations.
type planNetwork struct {
	*networkJob
	plan          *plan.Plan
	net           *plan.Network
	result        *evaluate.Result
	year          int
	before, after *transit.State
	close         func()
}

// openPlan opens the network of the package.
func (j *networkJob) openPlan(ctx context.Context, closed []string, speeds map[string]string) (*planNetwork, error) {
	if j.settled() {
		return nil, textError{"--nodes、--gcj02、--kmh、--board、--alight、--interchange 与 --graph 一起用；规划包的网络写明了这些",
			"--nodes, --gcj02, --kmh, --board, --alight and --interchange go with --graph; the package's network states them"}
	}
	ws, closeLedger, err := j.openSound(ctx)
	if err != nil {
		return nil, err
	}
	p := &planNetwork{networkJob: j, plan: ws.Plan(), close: closeLedger}
	if len(p.plan.Networks) == 0 {
		return nil, textError{"请用 --graph 指明网络文件；规划包里没有网络（networks/）",
			"name the file of the network with --graph; the package has no networks (networks/)"}
	}
	if p.net = p.plan.Networks[0]; j.net != "" {
		if p.net = p.plan.Network(j.net); p.net == nil {
			return nil, unknown("network", j.net, ids(p.plan.Networks, func(n *plan.Network) string { return n.ID }))
		}
	}
	day := ws.DefaultAsOf().Valid
	if j.on != "" {
		if day, err = measure.ParseDate(j.on); err != nil {
			return nil, notDate(j.on)
		}
	}
	o, err := p.suppose(closed, speeds)
	if err != nil {
		return nil, err
	}
	if p.result, err = j.evaluate(ctx, ws, asOfFlags{}, nil); err != nil {
		return nil, err
	}
	supposed := p.result
	if o != nil {
		if supposed, err = j.evaluate(ctx, ws, asOfFlags{}, o); err != nil {
			return nil, err
		}
	}
	p.year = day.Year()
	p.before, p.after = p.result.NetworkOn(p.net.ID, day), supposed.NetworkOn(p.net.ID, day)
	j.note("%s，%s；按设计速度与写明的假设推算，不是时刻表", "%s on %s, from design speeds and stated assumptions, not a timetable",
		p.net.Name.In(j.lang), day.String())
	return p, nil
}

// ofPlan answers about the network of the package.
func (j *networkJob) ofPlan(cmd *cobra.Command, answer func(*planNetwork) error) error {
	p, err := j.openPlan(cmd.Context(), nil, nil)
	if err != nil {
		return err
	}
	defer p.close()
	return answer(p)
}

// suppose reads what is supposed: openings of projects, lines closed, speeds of lines.
func (p *planNetwork) suppose(closed []string, speeds map[string]string) (*evaluate.Overlay, error) {
	o := &evaluate.Overlay{ID: "network", Completes: map[string]measure.Date{}, Speeds: map[string]float64{}}
	projects := ids(p.plan.Projects, func(x *plan.Project) string { return x.ID })
	for _, id := range slices.Sorted(maps.Keys(p.opening)) {
		if p.plan.Project(id) == nil {
			return nil, unknown("project", id, projects)
		}
		if p.opening[id] == "never" {
			o.Completes[id] = 0
			continue
		}
		day, err := measure.ParseDate(p.opening[id])
		if err != nil {
			return nil, notDate(p.opening[id])
		}
		o.Completes[id] = day
	}
	for _, id := range closed {
		if p.plan.Project(id) == nil && p.net.Line(id) != nil {
			return nil, textError{"--close " + id + "：规划包里只能停用项目；" + id + " 是线路",
				"--close " + id + ": in a package projects are closed; " + id + " is a line"}
		} else if p.plan.Project(id) == nil {
			return nil, unknown("project", id, projects)
		}
		o.Completes[id] = 0
	}
	for _, id := range slices.Sorted(maps.Keys(speeds)) {
		if p.net.Line(id) == nil {
			return nil, unknown("line", id, ids(p.net.Lines, func(l plan.Line) string { return l.ID }))
		}
		kmh, err := strconv.ParseFloat(speeds[id], 64)
		if err != nil || !(kmh > 0 && kmh <= 1000) {
			return nil, textError{"--speed " + id + "=" + speeds[id] + "：时速是 1000 以内的正数，单位 km/h",
				"--speed " + id + "=" + speeds[id] + ": a speed is a positive number up to 1000, in km/h"}
		}
		o.Speeds[p.net.ID+"/"+id] = kmh
	}
	if len(o.Completes)+len(o.Speeds) == 0 {
		return nil, nil
	}
	return o, nil
}

// places are the areas, groups or stations that a flag names, those that report where it names none.
func (p *planNetwork) places(text string) ([]string, error) {
	if text == "" {
		return p.result.Reporting(), nil
	}
	if _, err := os.Stat(text); err == nil {
		return nil, textError{"请用 --graph 指明网络文件；没有它就是规划包里的网络，起点终点写地区、分组或车站的编号",
			"name the file of the network with --graph; without it the network is the package's, and places are its areas"}
	}
	all := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' || r == ' ' })
	for _, id := range all {
		if _, known := p.plan.Territory.Row(id); !known && p.net.Station(id) == nil {
			return nil, unknown("area", id, p.plan.Territory.Rows())
		}
	}
	return all, nil
}

// name is what a place is called.
func (p *planNetwork) name(id string) string {
	if st := p.net.Station(id); st != nil {
		return st.Name().In(p.lang)
	}
	return p.plan.Territory.NameOf(id).In(p.lang)
}

// weigher is the indicator that reach counts: that of the plan's own formulas, nil where none asks.
func (p *planNetwork) weigher() *plan.Indicator {
	for _, ind := range p.plan.Indicators {
		if ind.Program == nil {
			continue
		}
		for _, in := range ind.Program.Inputs {
			if in.Kind == formula.Reached && in.Network == p.net.ID {
				return p.plan.Indicator(in.Indicator)
			}
		}
	}
	return nil
}

// weight is an area's value of an indicator in the year, Missing where it has none.
func (p *planNetwork) weight(ind *plan.Indicator, area string) float64 {
	if ind == nil {
		return measure.Missing
	}
	return p.result.Cell(ind.ID, area, measure.Period{Freq: measure.Annual, Ord: int32(p.year)}).Value
}

// cell is minutes as a table shows them, nothing for no way.
func cell(minutes float64) any {
	if measure.IsMissing(minutes) {
		return nil
	}
	return measure.Round(minutes, 1, measure.HalfEven)
}

func (p *planNetwork) matrix() error {
	from, err := p.places(p.fromFile)
	if err != nil {
		return err
	}
	to, err := p.places(p.toFile)
	if err != nil {
		return err
	}
	return p.table([]string{"from", "from_name", "to", "to_name", "minutes"}, func(add addRow) error {
		for _, a := range from {
			times := p.after.From(a)
			for _, b := range to {
				if err := add(a, p.name(a), b, p.name(b), cell(p.after.To(b, times))); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// within counts the places of a list within some minutes, and sums their weight.
func (p *planNetwork) within(st *transit.State, from string, to []string, minutes float64, ind *plan.Indicator) (
	areas int, weight float64) {

	times := st.From(from)
	for _, id := range to {
		if st.To(id, times) <= minutes {
			areas++
			weight += p.weight(ind, id)
		}
	}
	return areas, weight
}

func (p *planNetwork) reach(minutes []float64) error {
	from, err := p.places(p.fromFile)
	if err != nil {
		return err
	}
	to, err := p.places(p.toFile)
	if err != nil {
		return err
	}
	ind := p.weigher()
	p.noteWeigher(ind)
	return p.table([]string{"from", "name", "within_minutes", "areas", "weight"}, func(add addRow) error {
		for _, a := range from {
			for _, m := range minutes {
				areas, weight := p.within(p.after, a, to, m, ind)
				if err := add(a, p.name(a), m, areas, rounded(weight)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// rounded is a weight to three places, nothing where it is not known.
func rounded(x float64) any {
	if measure.IsMissing(x) {
		return nil
	}
	return measure.Round(x, 3, measure.HalfEven)
}

func (p *planNetwork) noteWeigher(ind *plan.Indicator) {
	if ind != nil {
		p.note("权重：%s（%s）", "weight: %s (%s)", ind.Name.In(p.lang), ind.Unit.Symbol)
	}
}

func (p *planNetwork) isochrones(w io.Writer, shape network.Shape, minutes []float64) error {
	from, err := p.places(p.fromFile)
	if err != nil {
		return err
	}
	buffer := bufio.NewWriter(w)
	fmt.Fprint(buffer, `{"type": "FeatureCollection", "features": [`)
	separator := "\n"
	for _, id := range from {
		for _, m := range minutes {
			polygons, err := p.after.Isochrone(id, m, shape)
			if err != nil {
				return textError{"不能绘制：" + err.Error(), err.Error()}
			}
			feature, err := json.Marshal(isochroneFeature(id, m, polygons))
			if err != nil {
				return err
			}
			fmt.Fprintf(buffer, "%s%s", separator, feature)
			separator = ",\n"
		}
	}
	fmt.Fprint(buffer, "\n]}\n")
	return buffer.Flush()
}

// coverage tells which areas that report have a station in operation.
func (p *planNetwork) coverage(atLeast float64) error {
	ind := p.weigher()
	p.noteWeigher(ind)
	counted, served := 0, 0
	err := p.table([]string{"area", "name", "weight", "served", "station"}, func(add addRow) error {
		for _, id := range p.result.Reporting() {
			weight := p.weight(ind, id)
			if weight < atLeast || atLeast > 0 && measure.IsMissing(weight) {
				continue
			}
			answer, station := "no", ""
			for _, v := range p.after.System.Stations(id) {
				if p.after.Operating(int(v)) {
					answer, station = "yes", p.net.Stations[v].Name().In(p.lang)
					break
				}
			}
			if counted++; answer == "yes" {
				served++
			}
			if err := add(id, p.name(id), rounded(weight), answer, station); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if counted == 0 && ind != nil {
		p.note("没有 --at-least %v 以上的市、区县；单位是%s", "no area has --at-least %v; the unit is %s",
			atLeast, ind.Unit.Symbol)
	}
	p.note("%d 个市、区县中 %d 个有车站", "of %d areas %d have a station", counted, served)
	return nil
}

// whatif writes the pairs that change, or what is within reach before and after.
func (p *planNetwork) whatif(minutes []float64, all bool) error {
	from, err := p.places(p.fromFile)
	if err != nil {
		return err
	}
	to, err := p.places(p.toFile)
	if err != nil {
		return err
	}
	if len(minutes) > 0 {
		return p.gains(from, to, minutes)
	}
	if p.before == p.after {
		p.note("这一天没有什么不同：没有写明假设，或有关线路还没有开通（用 --on 看以后的日期）",
			"nothing is different on this day: nothing is supposed, or the lines are not open yet (--on says a later day)")
	}
	columns := []string{"from", "from_name", "to", "to_name", "minutes", "minutes_supposed", "difference"}
	return p.table(columns, func(add addRow) error {
		for _, a := range from {
			was, is := p.before.From(a), p.after.From(a)
			for _, b := range to {
				before, after := p.before.To(b, was), p.after.To(b, is)
				if !all && (before == after || measure.IsMissing(before) && measure.IsMissing(after)) {
					continue
				}
				if err := add(a, p.name(a), b, p.name(b), cell(before), cell(after), cell(after-before)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (p *planNetwork) gains(from, to []string, minutes []float64) error {
	ind := p.weigher()
	p.noteWeigher(ind)
	columns := []string{"from", "name", "within_minutes", "areas", "areas_supposed", "weight", "weight_supposed"}
	return p.table(columns, func(add addRow) error {
		for _, a := range from {
			for _, m := range minutes {
				areas, weight := p.within(p.before, a, to, m, ind)
				areasIs, weightIs := p.within(p.after, a, to, m, ind)
				if err := add(a, p.name(a), m, areas, areasIs, rounded(weight), rounded(weightIs)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
