// Command water holds the classes a station service published beside those package water gives the
// same readings, and sorts the disagreements by kind.
//
//	go run ./water [-lakes 断面,断面] FILE.csv
//
// The file is a CSV with the columns section, class, temp_C, pH, DO_mgL, CODMn_mgL, NH3N_mgL, TP_mgL
// and TN_mgL, one row a reading; whatever is not a number is missing.
package main

import (
	"cmp"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/water"
)

var columns = map[string]water.Item{"temp_C": water.Temp, "pH": water.PH, "DO_mgL": water.DO,
	"CODMn_mgL": water.CODMn, "NH3N_mgL": water.NH3N, "TP_mgL": water.TP, "TN_mgL": water.TN}

// row is a reading with the class published for it.
type row struct {
	section, date string
	published     water.Class
	sample        water.Sample
}

func main() {
	log.SetFlags(0)
	lakes := flag.String("lakes", "", "sections in lakes and reservoirs, separated by commas")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: water [-lakes A,B] FILE.csv")
	}
	rows, all, err := read(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	e := water.Editions()[0]
	inLake := map[string]bool{}
	for name := range strings.SplitSeq(*lakes, ",") {
		inLake[name] = true
	}
	kind := func(r row) water.Water {
		if inLake[r.section] {
			return water.Lake
		}
		return water.River
	}
	fmt.Printf("%d rows, %d with a published class and a judged item\n\n", all, len(rows))
	variants := []struct {
		name  string
		class func(row) water.Class
	}{
		{"as read", func(r row) water.Class { return e.Reading(kind(r), r.sample).Class }},
		{"lakes as rivers", func(r row) water.Class { return e.Reading(water.River, r.sample).Class }},
		{"saturation of oxygen counts", func(r row) water.Class { return e.BySaturation().Reading(kind(r), r.sample).Class }},
		{"rounded first", func(r row) water.Class { return e.Evaluate(kind(r), e.Average([]water.Sample{r.sample})).Class }},
	}
	for _, v := range variants {
		same := 0
		for _, r := range rows {
			if v.class(r) == r.published {
				same++
			}
		}
		fmt.Printf("%-28s %5d agree  %s %%\n", v.name, same, decimal.Percent(same, len(rows), 2))
	}
	report(e, rows, kind)
}

// report lists the disagreements by kind.
func report(e *water.Edition, rows []row, kind func(row) water.Water) {
	kinds := map[string][]string{}
	for _, r := range rows {
		ev := e.Reading(kind(r), r.sample)
		if ev.Class == r.published {
			continue
		}
		why := explain(e, r, ev)
		kinds[why] = append(kinds[why], fmt.Sprintf("%s %s: published %s, computed %s by %s", r.date, r.section,
			r.published, ev.Class, ev.Deciding))
	}
	for _, why := range slices.SortedFunc(maps.Keys(kinds), cmp.Compare) {
		fmt.Printf("\n%s: %d\n", why, len(kinds[why]))
		for _, line := range kinds[why] {
			fmt.Println("  " + line)
		}
	}
}

// explain names what would make the published class out of the same readings.
func explain(e *water.Edition, r row, ev water.Evaluation) string {
	nudged := r.sample
	for i := range water.Item(water.Items) {
		nudged.Value[i]++ // a value shown at a limit may have been a hair above it
	}
	other := water.Lake
	if ev.Water == water.Lake {
		other = water.River
	}
	switch {
	case e.Reading(ev.Water, nudged).Class == r.published:
		return "a value shown exactly at a limit"
	case e.Reading(other, r.sample).Class == r.published:
		return "the other kind of water"
	case r.published > ev.Class:
		return "published worse than every value shown"
	}
	return "published better than a value shown"
}

// read returns the rows that can be compared and the number of all.
func read(file string) (rows []row, all int, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, 0, err
	}
	header := map[string]int{}
	for i, name := range records[0] {
		header[name] = i
	}
	for _, record := range records[1:] {
		class, err := water.ParseClass(record[header["class"]])
		if err != nil {
			continue
		}
		r := row{section: record[header["section"]], date: record[header["file_date"]], published: class,
			sample: water.NoSample(0)}
		judged := false
		for name, item := range columns {
			d, err := decimal.Parse(record[header[name]])
			if v, ok := d.At(6); err == nil && ok {
				r.sample.Value[item] = v
				judged = judged || item != water.Temp && item != water.TN
			}
		}
		if judged {
			rows = append(rows, r)
		}
	}
	return rows, len(records) - 1, nil
}
