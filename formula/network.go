package formula

import (
	"github.com/yipanqi/yipanqi/measure"
)

// Here is the name, in functions of networks, of the area being computed.
const Here = "here"

var (
	minutes    = measure.MustUnit("min")
	kilometres = measure.MustUnit("km")
)

// network types the functions of a network of transport: travel_minutes, rail_km, reach and served_share.
func (c *checker) network(n *node, f measure.Freq) *typed {
	in := Input{}
	net, ok := c.quoted(n, 0)
	if ok && !c.env.Network(net) {
		c.report(UnknownNetwork, n.args[0], "found", net, "nearest", nearest(net, c.env.Network))
		ok = false
	}
	in.Network = net
	switch n.word {
	case "travel_minutes":
		in.Kind = Travel
		in.From, in.To = c.place(n, 1, &ok), c.place(n, 2, &ok)
		return c.networkRead(n, f, IndicatorInfo{Unit: minutes}, in, ok)
	case "rail_km":
		in.Kind = Length
		return c.networkRead(n, f, IndicatorInfo{Unit: kilometres}, in, ok)
	case "reach":
		in.Kind = Reached
		in.From, in.Limit = c.place(n, 1, &ok), c.constantIn(n, 2, minutes, &ok)
		info := c.counted(n, 3, f, &in, &ok)
		return c.networkRead(n, f, info, in, ok)
	}
	in.Kind = Served
	info := c.counted(n, 1, f, &in, &ok)
	if ok {
		in.Limit = c.constantIn(n, 2, info.Unit, &ok)
	}
	return c.networkRead(n, f, IndicatorInfo{Unit: ratio}, in, ok)
}

func (c *checker) networkRead(n *node, f measure.Freq, info IndicatorInfo, in Input, ok bool) *typed {
	if !ok {
		return nil
	}
	info.Freq = f
	return c.read(n, f, info, in)
}

// place is the argument that names an area, a group, a station or the area being computed.
func (c *checker) place(n *node, i int, ok *bool) string {
	id, quoted := c.quoted(n, i)
	switch {
	case !quoted:
		*ok = false
	case *ok && id != Here && !c.env.Area(id) && !c.env.Station(n.args[0].word, id):
		c.report(UnknownPlace, n.args[i], "found", id)
		*ok = false
	}
	return id
}

// constantIn is the argument that is a number, in a unit; a bare number is in that unit already.
func (c *checker) constantIn(n *node, i int, unit measure.Unit, ok *bool) float64 {
	arg := n.args[i]
	if arg.kind != number || arg.num < 0 {
		c.argument(n, i, "60")
		*ok = false
		return 0
	}
	if arg.word == "" {
		return arg.num
	}
	t := c.number(arg, measure.Annual)
	if t == nil {
		*ok = false
		return 0
	}
	num, den, err := t.unit.FactorTo(unit)
	if err != nil {
		c.report(UnitMismatch, arg, "left", unit.Symbol, "right", t.unit.Symbol, "operator", n.word)
		*ok = false
		return 0
	}
	return float64(arg.num*float64(num)) / float64(den)
}

// counted is the argument that names the indicator whose values in areas are added up or compared.
func (c *checker) counted(n *node, i int, f measure.Freq, in *Input, ok *bool) IndicatorInfo {
	arg := n.args[i]
	if arg.kind != name {
		c.report(IndicatorNeeded, arg, "function", n.word, "found", arg.String())
		*ok = false
		return IndicatorInfo{}
	}
	info, known := c.indicator(arg)
	switch {
	case !known:
		*ok = false
	case info.Freq != f && !info.Constant:
		c.report(FrequencyMixed, arg, "found", arg.word+" ("+info.Freq.String()+")", "expected", f.String())
		*ok = false
	case n.word == "reach" && !info.Additive:
		c.report(NotAdditive, arg, "found", arg.word)
		*ok = false
	}
	in.Indicator = arg.word
	return info
}
