package plan

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Index is a composite of indicators (自算, our own computation): each component set to 100 in the
// base year, dimensions the weighted means of their components, the index that of its dimensions. Parse
// writes it out as indicators with formulas, so that it is evaluated and explained like any other.
type Index struct {
	strict.Where
	ID         string      `yaml:"id,required"`
	Name       locale.Text `yaml:"name,required"`
	Definition locale.Text `yaml:"definition,required"`
	Base       int         `yaml:"base,required"` // the year that is 100
	Decimals   int         `yaml:"decimals"`
	Dimensions []Dimension `yaml:"dimensions,required"`
	Note       locale.Text `yaml:"note"`
}

// Dimension is a part of an index. One without components has no data, and stays visible so.
type Dimension struct {
	strict.Where
	ID         string      `yaml:"id,required"`
	Name       locale.Text `yaml:"name,required"`
	Theme      string      `yaml:"theme" ref:"theme"`
	Weight     float64     `yaml:"weight,required"`
	Components []Component `yaml:"components"`
	From       []string    `yaml:"from" ref:"body"` // bodies from whom what is missing is needed
	Note       locale.Text `yaml:"note"`            // where it has no component, what it would take
}

// Component is an indicator in a dimension.
type Component struct {
	strict.Where
	Indicator string  `yaml:"indicator,required" ref:"indicator"`
	Weight    float64 `yaml:"weight,required"`
	Direction string  `yaml:"direction"` // the indicator's where empty
}

// IndicatorOf names the indicator that holds a dimension's values; the index's own bears its id.
func (x *Index) IndicatorOf(d *Dimension) string { return x.ID + "_" + d.ID }

// Falling reports whether less of a component is better.
func (p *Plan) Falling(c *Component) bool {
	if ind := p.Indicator(c.Indicator); c.Direction == "" && ind != nil {
		return ind.Direction == "down"
	}
	return c.Direction == "down"
}

// writeOut lists the indicators that an index is evaluated by: its dimensions, then itself.
func (p *Plan) writeOut(x *Index) []*Indicator {
	unit, err := measure.ParseUnit(strconv.Itoa(x.Base) + "=100")
	if err != nil || len(x.Dimensions) == 0 {
		return nil // a finding already
	}
	var all []*Indicator
	var parts []string
	for i := range x.Dimensions {
		d := &x.Dimensions[i]
		ind := &Indicator{Where: d.Where, Index: x, ID: x.IndicatorOf(d), Unit: unit, Freq: measure.Annual,
			Name:       locale.Text{ZH: x.Name.ZH + " · " + d.Name.ZH, EN: x.Name.EN + " · " + d.Name.EN},
			Definition: x.Definition, Decimals: x.Decimals, Aggregation: NotAdditive, Direction: "up",
			Theme: d.Theme, From: d.From, Own: true, Note: d.Note}
		if len(d.Components) > 0 {
			ind.Aggregation, ind.Formula = FromFormula, p.blendOf(d, x.Base)
		}
		all = append(all, ind)
		parts = append(parts, weighted(d.Weight, ind.ID))
	}
	return append(all, &Indicator{Where: x.Where, Index: x, ID: x.ID, Name: x.Name, Definition: x.Definition, Unit: unit,
		Freq: measure.Annual, Decimals: x.Decimals, Aggregation: FromFormula, Direction: "up", Own: true,
		Formula: "blend(" + strings.Join(parts, ", ") + ")", Note: x.Note})
}

// blendOf writes a dimension as the blend of its components' indices.
func (p *Plan) blendOf(d *Dimension, base int) string {
	var parts []string
	for i := range d.Components {
		c := &d.Components[i]
		function := "index"
		if p.Falling(c) {
			function = "inverse_index"
		}
		parts = append(parts, weighted(c.Weight, fmt.Sprintf("%s(%s, %d)", function, c.Indicator, base)))
	}
	return "blend(" + strings.Join(parts, ", ") + ")"
}

func weighted(weight float64, x string) string { return measure.Shortest(weight) + ", " + x }

// index checks an index: its base year, its weights, and that every part can be indexed.
func (c *checker) index(x *Index) {
	subject := "index:" + x.ID
	if m := c.plan.Manifest; x.Base < m.FirstYear || x.Base > m.LastYear {
		c.report(BaseOutsideYears, x.At("base"), subject, "found", strconv.Itoa(x.Base),
			"expected", fmt.Sprintf("%d–%d", m.FirstYear, m.LastYear))
	}
	c.fresh(x.ID, x, x.Where)
	for i := range x.Dimensions {
		d := &x.Dimensions[i]
		c.fresh(x.IndicatorOf(d), x, d.Where)
		c.weight(d.Where, d.Weight, subject)
		for k := range d.Components {
			c.component(&d.Components[k], subject)
		}
	}
}

// fresh checks that the indicator an index is written out to is no other's.
func (c *checker) fresh(id string, x *Index, w strict.Where) {
	if i := c.plan.Indicator(id); i != nil && i.Index != x {
		c.findings = append(c.findings, finding.Finding{Code: RepeatedID, Pos: w.At("id"),
			Related: []finding.Pos{i.At("id")}, Subject: "index:" + x.ID,
			Args: finding.Args{"found": id, "line": strconv.Itoa(i.Pos.Line)}})
	}
}

func (c *checker) weight(w strict.Where, weight float64, subject string) {
	if weight <= 0 {
		c.report(WeightNotPositive, w.At("weight"), subject, "found", measure.Shortest(weight))
	}
}

func (c *checker) component(k *Component, subject string) {
	c.weight(k.Where, k.Weight, subject)
	ind := c.plan.Indicator(k.Indicator)
	switch {
	case ind == nil: // a finding already
	case ind.Freq != measure.Annual:
		c.report(ComponentNotAnnual, k.At("indicator"), subject, "found", k.Indicator, "freq", ind.Freq.String())
	case ind.Direction == "" && k.Direction == "":
		c.report(DirectionNeeded, k.At("indicator"), subject, "found", k.Indicator)
	}
}
