package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/air"
)

// stationsPerGroup whole stations make a row group of about 122,880 rows, DuckDB's own size.
const stationsPerGroup = 14

// columns of the file: the six pollutants in thousandths, null where missing.
var columns = []string{"station", "hour", "pm25", "pm10", "so2", "no2", "co", "o3"}

// writeYear writes a synthetic year of hourly readings, station by station.
func writeYear(path string, form format, stations, year int, seed uint64) error {
	group := parquet.Group{}
	for i, name := range columns {
		node := parquet.Leaf(parquet.Int32Type)
		if i >= 2 {
			node = parquet.Optional(node)
		}
		group[name] = parquet.Encoded(node, form.encodingOf(i))
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := parquet.NewWriter(f, parquet.NewSchema("readings", group), parquet.Compression(form.codec),
		parquet.CreatedBy("yipanqi bench", "1", "synthetic"))
	rows := make([]parquet.Row, 0, 8784)
	for s := range stations {
		h := synthetic(s, year, seed)
		rows = rowsOf(rows[:0], w.Schema(), s, h)
		if _, err := w.WriteRows(rows); err != nil {
			return err
		}
		if s%stationsPerGroup == stationsPerGroup-1 || s == stations-1 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Close()
}

func rowsOf(rows []parquet.Row, schema *parquet.Schema, station int, h *air.Hours) []parquet.Row {
	order := make([]int, len(columns)) // parquet orders the columns of a group by name
	for i, name := range columns {
		leaf, _ := schema.Lookup(name)
		order[i] = leaf.ColumnIndex
	}
	for k := range h.Value[0] {
		row := make(parquet.Row, len(columns))
		row[order[0]] = parquet.Int32Value(int32(station)).Level(0, 0, order[0])
		row[order[1]] = parquet.Int32Value(int32(h.First)+int32(k)).Level(0, 0, order[1])
		for i, values := range h.Value {
			at := order[2+i]
			row[at] = parquet.NullValue().Level(0, 0, at)
			if v := values[k]; v != air.Missing {
				row[at] = parquet.Int32Value(v).Level(0, 1, at)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// synthetic is a seeded year of one station: seasons, hours of the day, episodes, spikes, and blocks
// that are missing. Readings are whole µg/m³, of carbon monoxide tenths of mg/m³, as networks
// publish them. They describe no place.
func synthetic(station, year int, seed uint64) *air.Hours {
	random := rand.New(rand.NewPCG(seed, uint64(station)<<16|uint64(year)))
	first := measure.DateOf(year, 1, 1)
	days := int(measure.DateOf(year+1, 1, 1) - first)
	h := &air.Hours{First: air.HourOf(first, 1)}
	level := 0.6 + 0.8*random.Float64()
	base := [air.HourItems]float64{42, 70, 9, 32, 0.8, 60}
	winter := [air.HourItems]float64{0.6, 0.45, 0.3, 0.3, 0.3, -0.55}
	daily := [air.HourItems]float64{0.1, 0.15, 0.1, 0.25, 0.15, 0.75}
	for i := range h.Value {
		h.Value[i] = make([]int32, 24*days)
	}
	episode := 0.0
	outage := 0
	var gap [air.HourItems]int
	for k := range 24 * days {
		episode = 0.985*episode + 0.12*random.NormFloat64()
		season := math.Cos(2 * math.Pi * float64(k) / float64(24*days))
		clock := math.Cos(2 * math.Pi * (float64(k%24) - 15) / 24)
		if outage--; outage < 0 && random.IntN(1200) == 0 {
			outage = 1 + random.IntN(30)
		}
		for i := range h.Value {
			if gap[i]--; gap[i] < 0 && random.IntN(700) == 0 {
				gap[i] = 1 + random.IntN(12)
			}
			if outage > 0 || gap[i] > 0 {
				h.Value[i][k] = air.Missing
				continue
			}
			sign := 1.0
			if i == int(air.NO2) || i == int(air.CO) {
				sign = -1
			}
			x := base[i] * level * (1 + winter[i]*season) * (1 + sign*daily[i]*clock) * math.Exp(episode)
			x *= 1 + 0.1*random.NormFloat64()
			if random.IntN(5000) == 0 {
				x *= 4
			}
			h.Value[i][k] = quantum(i, x)
		}
	}
	return h
}

func quantum(i int, x float64) int32 {
	if i == int(air.CO) {
		return int32(max(math.Round(x*10), 1)) * 100
	}
	return int32(max(math.Round(x), 1)) * 1000
}

// format is how the file is encoded. The default, dictionaries and Snappy, is that of pyarrow and
// DuckDB themselves.
type format struct {
	values encoding.Encoding
	codec  compress.Codec
}

func formatOf(encodingName, codecName string) (format, error) {
	encodings := map[string]encoding.Encoding{"dictionary": &parquet.RLEDictionary, "plain": &parquet.Plain,
		"delta": &parquet.DeltaBinaryPacked}
	codecs := map[string]compress.Codec{"snappy": &parquet.Snappy, "zstd": &parquet.Zstd,
		"none": &parquet.Uncompressed}
	f := format{encodings[encodingName], codecs[codecName]}
	if f.values == nil || f.codec == nil {
		return f, fmt.Errorf("unknown encoding %q or codec %q", encodingName, codecName)
	}
	return f, nil
}

func (f format) encodingOf(column int) encoding.Encoding {
	if columns[column] == "hour" {
		return &parquet.DeltaBinaryPacked // nothing repeats in it
	}
	return f.values
}

func describe(path string, stations int) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("%d stations, %.1f MB of Parquet\n", stations, float64(info.Size())/1e6)
	return err
}
