package main

import (
	"database/sql"
	"fmt"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/yipanqi/yipanqi/method/air"
)

// duck computes the same figures in SQL. Daily values of stations are whole numbers over unit, as
// ours are: sums of float64, whose order is not fixed, would round a half now up and now down.
type duck struct {
	db      *sql.DB
	edition *air.Edition
}

// unit is the common denominator of means of 20 to 24 and of six to eight hours.
const unit = 212520

func openDuck(e *air.Edition, threads int) (*duck, error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, err
	}
	d := &duck{sql.OpenDB(connector), e}
	d.db.SetMaxOpenConns(1) // temporary tables belong to a connection
	return d, d.run(fmt.Sprintf("SET threads = %d; SET memory_limit = '8GB'; SET preserve_insertion_order = false",
		threads))
}

func (d *duck) run(query string) error {
	if _, err := d.db.Exec(query); err != nil {
		return fmt.Errorf("%w in %.2000s", err, query)
	}
	return nil
}

// load copies the file into a table in memory.
func (d *duck) load(path string) error {
	return d.run(fmt.Sprintf("CREATE OR REPLACE TABLE readings AS SELECT * FROM read_parquet('%s')", path))
}

var hourNames = []string{"pm25", "pm10", "so2", "no2", "co", "o3"}

// hourColumns puts the 24 hours of ozone side by side, for windows to be sums of columns. A filtered
// sum for each window, a window function and an ordered list were tried too, and are slower.
func hourColumns() string {
	var b strings.Builder
	for k := 1; k <= 24; k++ {
		fmt.Fprintf(&b, ",\n  max(o3) FILTER (WHERE (hour - 1) %% 24 = %d) AS o%d", k-1, k)
	}
	return b.String()
}

// windowMeans lists the mean of each window in thousandths, null with fewer than six hours.
func windowMeans() (means []string) {
	for end := 8; end <= 24; end++ {
		var sum, count []string
		for k := end - 7; k <= end; k++ {
			sum = append(sum, fmt.Sprintf("coalesce(o%d, 0)", k))
			count = append(count, fmt.Sprintf("(o%d IS NOT NULL)::INT", k))
		}
		n := "(" + strings.Join(count, " + ") + ")"
		means = append(means, fmt.Sprintf("CASE WHEN %s >= 6 THEN (%s)::BIGINT * (%d // %s) END",
			n, strings.Join(sum, " + "), unit, n))
	}
	return means
}

// daily makes the daily values of stations, in thousandths, null where they do not count.
func (d *duck) daily(source string) string {
	var sums, values []string
	for _, name := range hourNames[:5] {
		sums = append(sums, fmt.Sprintf("sum(%s)::BIGINT AS s_%s, count(%s) AS n_%s", name, name, name, name))
		values = append(values, fmt.Sprintf("CASE WHEN n_%s >= %d THEN s_%s * (%d // n_%s) END AS %s",
			name, d.edition.Mean.Hours, name, unit, name, name))
	}
	means := windowMeans()
	var valid []string
	for i := range means {
		valid = append(valid, fmt.Sprintf("(w%d IS NOT NULL)::INT", i))
		means[i] += fmt.Sprintf(" AS w%d", i)
	}
	names := make([]string, len(means))
	for i := range names {
		names[i] = fmt.Sprintf("w%d", i)
	}
	highest := "greatest(" + strings.Join(names, ", ") + ")"
	return fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE station_days AS
WITH sums AS (SELECT station, (hour - 1) // 24 AS day,
  %s, count(o3) AS n_o3, max(o3) AS m_o3%s
FROM %s GROUP BY ALL),
windows AS (SELECT *, %s FROM sums),
ozone AS (SELECT *, %s AS highest, %s AS means FROM windows)
SELECT station, day, %s,
  CASE WHEN means >= %d OR round_even(highest / %d, 0) > %s THEN highest END AS o3_8h,
  CASE WHEN n_o3 >= %d THEN m_o3::BIGINT * %d END AS o3_1h
FROM ozone`, strings.Join(sums, ", "), hourColumns(), source, strings.Join(means, ", "), highest,
		strings.Join(valid, " + "), strings.Join(values, ", "), d.edition.Ozone.Means, 1000*unit,
		d.edition.Judged().Day.O3, d.edition.Ozone.PeakHours, unit)
}

// cities makes the daily values of cities.
func (d *duck) cities() string {
	var values []string
	needs := fmt.Sprintf("ceil(any_value(members) * (CASE WHEN any_value(members) < %d THEN %d ELSE %d END) / 100.0)",
		d.edition.City.Small, d.edition.City.SmallShare, d.edition.City.Share)
	for i := range air.Item(air.Items) {
		values = append(values, fmt.Sprintf("CASE WHEN count(%s) >= %s THEN sum(%s)::BIGINT / count(%s) END AS %s",
			i, needs, i, i, i))
	}
	return fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE city_days AS
WITH members AS (SELECT station // %d AS station, count(DISTINCT station_days.station) AS members
  FROM station_days GROUP BY ALL)
SELECT station_days.station // %d AS station, day, %s
FROM station_days JOIN members ON members.station = station_days.station // %d GROUP BY ALL`,
		stationsPerCity, stationsPerCity, strings.Join(values, ", "), stationsPerCity)
}

// subIndex is the piecewise formula in whole numbers of reported units, rounded up.
func (d *duck) subIndex(c air.Curve) string {
	scale := int64(1)
	if c.Item == air.CO {
		scale = 10
	}
	r := "r_" + c.Item.String()
	var b strings.Builder
	b.WriteString("CASE")
	for k := 1; k < len(c.Points); k++ {
		low, high := c.Points[k-1].Units*scale, c.Points[k].Units*scale
		step, rise := d.edition.Index.Steps[k-1], d.edition.Index.Steps[k]-d.edition.Index.Steps[k-1]
		fmt.Fprintf(&b, " WHEN %s <= %d THEN %d + ((%s - %d) * %d + %d) // %d", r, high, step, r, low, rise,
			high-low-1, high-low)
	}
	if c.Beyond > 0 {
		fmt.Fprintf(&b, " WHEN %s IS NOT NULL THEN %d", r, c.Beyond)
	}
	return b.String() + " END"
}

// statistics sums up a year of stations or cities.
func (d *duck) statistics(table string) string {
	var reported, subs, present, stats []string
	for _, c := range d.edition.Index.Curves {
		thousandths := 1000
		if c.Item == air.CO {
			thousandths = 100
		}
		reported = append(reported, fmt.Sprintf("round_even(%s / %d, 0)::INT AS r_%s", c.Item, thousandths*unit, c.Item))
		subs = append(subs, d.subIndex(c)+" AS i_"+c.Item.String())
		if c.Item < air.HourItems {
			present = append(present, fmt.Sprintf("(i_%s IS NOT NULL)", c.Item))
			limit, _ := d.edition.Judged().Day.Of(c.Item)
			percent, _ := d.edition.Percentile.Percent.Of(c.Item)
			stats = append(stats, fmt.Sprintf(`count(%[1]s) AS n_%[1]s, avg(%[1]s) / %[4]d AS mean_%[1]s,
  quantile_cont(%[1]s::DOUBLE, %[2]s / 100.0) / %[4]d AS p_%[1]s, count(*) FILTER (WHERE r_%[1]s > %[3]d) AS over_%[1]s`,
				c.Item, percent, limit.Units*int64(1000/thousandths), 1000*unit))
		}
	}
	var names []string
	for _, c := range d.edition.Index.Curves {
		names = append(names, "i_"+c.Item.String())
	}
	return fmt.Sprintf(`WITH reported AS (SELECT *, %s FROM %s),
subs AS (SELECT *, %s FROM reported),
indices AS (SELECT *, greatest(%s) AS highest, %s AS complete FROM subs),
days AS (SELECT *, CASE WHEN complete OR highest > %d THEN highest END AS aqi FROM indices)
SELECT station, count(aqi) AS valid, count(*) FILTER (WHERE aqi <= %d) AS good, %s
FROM days GROUP BY station ORDER BY station`, strings.Join(reported, ", "), table, strings.Join(subs, ",\n  "),
		strings.Join(names, ", "), strings.Join(present, " AND "), d.edition.Incomplete.PublishAbove,
		d.edition.Index.ExceedingAbove, strings.Join(stats, ",\n  "))
}

// row is a station's or city's year as SQL gives it.
type row struct {
	id, valid, good int
	n, over         [air.HourItems]int
	mean, p         [air.HourItems]sql.NullFloat64
}

type duckFigures struct {
	stations, cities  []row
	meanRatio, pooled float64
}

// figures computes everything from a table or a file.
func (d *duck) figures(source string) (*duckFigures, error) {
	if err := d.run(d.daily(source)); err != nil {
		return nil, err
	}
	if err := d.run(d.cities()); err != nil {
		return nil, err
	}
	var f duckFigures
	var err error
	if f.stations, err = d.rows(d.statistics("station_days")); err != nil {
		return nil, err
	}
	if f.cities, err = d.rows(d.statistics("city_days")); err != nil {
		return nil, err
	}
	good, valid := 0, 0
	for _, c := range f.cities {
		f.meanRatio += 100 * float64(c.good) / float64(c.valid) / float64(len(f.cities))
		good += c.good
		valid += c.valid
	}
	f.pooled = 100 * float64(good) / float64(valid)
	return &f, nil
}

func (d *duck) rows(query string) ([]row, error) {
	rows, err := d.db.Query(query)
	if err != nil {
		return nil, fmt.Errorf("%w in %s", err, query)
	}
	defer rows.Close()
	var list []row
	for rows.Next() {
		var r row
		into := []any{&r.id, &r.valid, &r.good}
		for _, c := range d.edition.Index.Curves {
			if i := c.Item; i < air.HourItems {
				into = append(into, &r.n[i], &r.mean[i], &r.p[i], &r.over[i])
			}
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}
