package osm

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/finding/gallery"
	"github.com/yipanqi/yipanqi/locale"
)

// example is a small extract, or a table of speeds, that gives a finding.
type example struct {
	what   locale.Text
	data   []byte
	speeds string
}

func text(zh, en string) locale.Text { return locale.Text{ZH: zh, EN: en} }

func street(tags ...string) []testWay {
	return []testWay{{10, []int64{1, 2, 3}, append([]string{"highway", "primary"}, tags...)}}
}

var examples = map[*finding.Code]example{
	NotPBF:    {what: text("XML 文件", "a file of XML"), data: []byte("<?xml version=\"1.0\"?><osm></osm>")},
	Truncated: {what: text("只下载了一半", "half a download"), data: pbf(villageNodes, villageWays)[:200]},
	Broken: {what: text("数据块的长度被改过", "a length that was changed"),
		data: append(pbf(nil, nil), 0, 1, 0xff, 0xff, 0xff)},
	Unsupported: {what: text("要求未知的功能", "a feature nobody knows is required"),
		data: pbf(villageNodes, street(), "Curves")},
	History: {what: text("历史文件", "a history file"),
		data: pbf(villageNodes, street(), "HistoricalInformation")},
	NoRoads: {what: text("只有步行道", "footways alone"),
		data: pbf(villageNodes, []testWay{{1, []int64{1, 2}, []string{"highway", "footway"}}})},
	BadPlace: {what: text("节点在地球之外", "a node off the earth"),
		data: pbf([]testNode{{1, 0, 0}, {2, 200, 0}, {3, 0, .1}}, street())},
	MissingNodes: {what: text("提取时切断了路", "a street cut by the extract"), data: pbf(villageNodes[:2], street())},
	TooFast:      {what: text("maxspeed=500", "maxspeed=500"), data: pbf(villageNodes, street("maxspeed", "500"))},
	BadTag:       {what: text("maxspeed=很快", "maxspeed=很快"), data: pbf(villageNodes, street("maxspeed", "很快"))},
	TooMany:      {what: text("几百种写错的限速", "hundreds of limits written wrong"), data: manyFaults()},

	Syntax:        {speeds: "class,kmh\nprimary\n"},
	NoColumn:      {speeds: "class,speed\nprimary,80\n"},
	UnknownClass:  {speeds: "class,kmh\nmotorways,120\n"},
	BadSpeed:      {speeds: "class,kmh\nprimary,quick\n"},
	RepeatedClass: {speeds: "class,kmh\nprimary,80\nprimary,90\n"},
}

func manyFaults() []byte {
	var ways []testWay
	for i := range most + 5 {
		tags := []string{"highway", "primary", "maxspeed", fmt.Sprintf("x%03d", i)}
		ways = append(ways, testWay{int64(i + 1), []int64{1, 2}, tags})
	}
	return pbf(villageNodes, ways)
}

// TestEveryFindingHasAnExample writes docs/findings/osm.md where UPDATE is set, and compares otherwise.
func TestEveryFindingHasAnExample(t *testing.T) {
	var page strings.Builder
	page.WriteString("# OpenStreetMap 数据有误 · Extracts of OpenStreetMap that cannot be read as they should\n\n" +
		"每种结论一个例子，由测试运行例子写成；读什么、怎样读见 [osm.md](../methods/osm.md)。\n" +
		"An example of each finding, written by the test that runs it.\n")
	for _, c := range Codes {
		e, ok := examples[c]
		if !ok {
			t.Errorf("%s has no example", c.ID)
			continue
		}
		fmt.Fprintf(&page, "\n## %s\n\n", c.ID)
		var findings []finding.Finding
		if e.speeds != "" {
			fmt.Fprintf(&page, "```csv\n%s```\n\n", e.speeds)
			_, findings = ReadSpeeds("speeds.csv", []byte(e.speeds))
		} else {
			fmt.Fprintf(&page, "%s · %s\n\n", e.what.ZH, e.what.EN)
			_, findings = read(t, e.data, Options{})
		}
		found := false
		for _, f := range findings {
			if f.Code == c && !found {
				found = true
				fmt.Fprintf(&page, "```text\n%s\n%s\n```\n", f.Text(locale.ZH), f.Text(locale.EN))
			}
		}
		if !found {
			t.Errorf("the example of %s does not give it but %v", c.ID, findings)
		}
	}
	gallery.Hold(t, "../../docs/findings/osm.md", page.String())
}
