package network

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/finding/gallery"
	"github.com/yipanqi/yipanqi/locale"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// examples has a file for each finding; those with nodes are read with them, those of points alone.
var examples = map[*finding.Code]struct{ text, nodes string }{
	Syntax:         {text: "p sp 2 1\na 1 2\n"},
	NoColumn:       {text: "from,minutes\n成都,62\n"},
	RepeatedColumn: {text: "from,to,minutes,分钟\n成都,重庆,62,62\n"},
	NoName:         {text: "from,to,minutes\n成都,,62\n"},
	BadNumber:      {text: "from,to,minutes\n成都,重庆,约62\n"},
	Negative:       {text: "from,to,minutes\n成都,重庆,-62\n"},
	NoTime:         {text: "from,to,km,kmh\n成都,重庆,292,\n"},
	TooLong:        {text: "from,to,minutes\n成都,重庆,99999\n"},
	BadDate:        {text: "from,to,minutes,open\n成都,重庆,50,2027年底\n"},
	BadChoice:      {text: "from,to,minutes,oneway\n成都,重庆,62,单\n"},
	BadPlace:       {text: "from,to,minutes\n成都,重庆,62\n", nodes: "node,lon,lat\n成都,30.67,104.06\n重庆,106.55,29.61\n"},
	UnknownNode:    {text: "from,to,minutes\n成都,重庆北,62\n", nodes: "node,lon,lat\n成都,104.06,30.67\n"},
	RepeatedName:   {text: "from,to,minutes\n成都,成都,0\n", nodes: "node,lon,lat\n成都,104.06,30.67\n成都,104.07,30.67\n"},
	NoPlace:        {text: "id,node,lon,lat\n成都,,,\n"},
	BadSaved:       {text: "yipanqi network 0\n"},
	BadGeoJSON:     {text: "{\"features\": [\n{\"geometry\": {\"type\": \"Point\", \"coordinates\": [104, 30]}}]}\n"},
	Swapped:        {text: "from,to,minutes\n成都,乐山,52\n", nodes: "node,lon,lat\n成都,30.67,89.9\n乐山,29.6,79.8\n"},
	ShortChange:    {text: "from,to,minutes,mode,line,dwell\n成都,内江,35,rail,干线,3\n内江,重庆,27,rail,干线,\n"},
	TwoPlaces: {text: "{\"features\": [\n{\"properties\": {\"from\": \"人民路口\", \"kmh\": 40},\n" +
		"\"geometry\": {\"type\": \"LineString\", \"coordinates\": [[104.06, 30.67], [104.07, 30.67]]}},\n" +
		"{\"properties\": {\"from\": \"人民路口\", \"kmh\": 40},\n" +
		"\"geometry\": {\"type\": \"LineString\", \"coordinates\": [[106.55, 29.56], [106.56, 29.56]]}}]}\n"},
	GCJ02:         {text: gcjLinks, nodes: gcjNodes},
	WrongCount:    {text: "p sp 2 2\na 1 2 803\n"},
	TooMany:       {text: "from,to,minutes\n" + strings.Repeat("成都,重庆,约62\n", most+1)},
	UnknownColumn: {text: "from,to,minutes,车次\n成都,重庆,62,G8607\n"},
	TooFast:       {text: "from,to,ms\n成都,重庆,62\n", nodes: "node,lon,lat\n成都,104.06,30.67\n重庆,106.55,29.61\n"},
	Apart:         {text: "from,to,minutes\n成都,重庆,62\n成都东,内江,35\n内江,成都东,35\n重庆,万州,84\n"},
	NoWayOut:      {text: "from,to,minutes,oneway\n成都,重庆,62,no\n重庆,机场,30,yes\n"},
	NoWayIn:       {text: "from,to,minutes,oneway\n成都,重庆,62,no\n机场,重庆,30,yes\n"},
	Loop:          {text: "from,to,minutes\n成都,成都,5\n"},
}

// Five places moved to GCJ-02, and where they are in WGS-84.
const (
	gcjLinks = "from,to,minutes\n成都东,内江北,41\n内江北,重庆北,53\n成都东,德阳,27\n德阳,绵阳,20\n"
	gcjNodes = "node,lon,lat\n成都东,104.14159,30.62893\n内江北,105.08523,29.60905\n重庆北,106.55117,29.60812\n" +
		"德阳,104.38998,31.16578\n绵阳,104.71723,31.45872\n"
)

var gcjReference = []engine.Point{{Lon: 104.1391, Lat: 30.6313}, {Lon: 105.0814, Lat: 29.6118},
	{Lon: 106.5472, Lat: 29.6112}, {Lon: 104.3874, Lat: 31.1682}, {Lon: 104.7148, Lat: 31.4613}}

// TestEveryFindingHasAnExample writes docs/findings/network.md where UPDATE is set, and compares
// otherwise.
func TestEveryFindingHasAnExample(t *testing.T) {
	var page strings.Builder
	page.WriteString("# 网络文件有误 · Networks that cannot be read as they should\n\n" +
		"每种结论一个例子，由测试运行例子写成。格式见 [network.md](../methods/network.md)。\n" +
		"An example of each finding, written by the test that runs it.\n")
	for _, c := range Codes {
		e, ok := examples[c]
		if !ok {
			t.Errorf("%s has no example", c.ID)
			continue
		}
		n, findings := read(e.text, e.nodes)
		if IsSaved([]byte(e.text)) {
			n, findings = ReadSaved(Source{"f.ypn", []byte(e.text)})
		}
		if c == GCJ02 {
			findings = n.CheckDatum("n.csv", gcjReference)
		}
		if n != nil {
			findings = append(findings, n.Check("f.csv", n.Graph.Time)...)
		}
		if strings.HasPrefix(e.text, "id,") {
			_, findings = ReadPoints(Source{"f.csv", []byte(e.text)})
		}
		fmt.Fprintf(&page, "\n## %s\n\n", c.ID)
		for _, text := range []string{e.text, e.nodes} {
			if len(text) > 1000 {
				text = text[:60] + "…\n"
			}
			if text != "" {
				fmt.Fprintf(&page, "```csv\n%s```\n\n", text)
			}
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
	gallery.Hold(t, "../../docs/findings/network.md", page.String())
}
