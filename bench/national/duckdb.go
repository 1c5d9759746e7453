package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// duck is DuckDB in memory, with the synthetic observations in a wide table: a row for each county
// and month, a column for each indicator.
type duck struct {
	size
	db *sql.DB
}

func openDuck(s size, threads int) (*duck, error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, err
	}
	d := &duck{s, sql.OpenDB(connector)}
	settings := "SET threads = %d; SET memory_limit = '10GB'; SET temp_directory = '%s'"
	if err := d.run(fmt.Sprintf(settings, threads, filepath.Join(os.TempDir(), "duckdb-spill"))); err != nil {
		return nil, err
	}
	columns := []string{"county SMALLINT", "month SMALLINT"}
	for i := range s.observed {
		columns = append(columns, column(i)+" DOUBLE")
	}
	if err := d.run("CREATE TABLE wide (" + strings.Join(columns, ", ") + ")"); err != nil {
		return nil, err
	}
	conn, err := connector.Connect(context.Background())
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return d, d.load(conn)
}

func column(i int) string { return fmt.Sprintf("x%04d", i) }

func (d *duck) load(conn driver.Conn) error {
	appender, err := duckdb.NewAppenderFromConn(conn, "", "wide")
	if err != nil {
		return err
	}
	row := make([]driver.Value, 2+d.observed)
	for c := range d.counties {
		for m := range d.months() {
			row[0], row[1] = int16(c), int16(m)
			for i := range d.observed {
				row[2+i] = nil
				if x := d.value(i, c, m); x == x {
					row[2+i] = x
				}
			}
			if err := appender.AppendRow(row...); err != nil {
				return err
			}
		}
	}
	return appender.Close()
}

func (d *duck) run(query string) error {
	if _, err := d.db.Exec(query); err != nil {
		return fmt.Errorf("%w in %.200s", err, query)
	}
	return nil
}

// sql writes a rule as an expression. before gives the value of a column some months earlier.
func (r rule) sql(a, b, c string, before func(column string, months int) string) string {
	switch r.kind {
	case ratio:
		return fmt.Sprintf("%s / nullif(%s, 0)", a, b)
	case share:
		return fmt.Sprintf("100 * %s / nullif(%s + %s, 0)", a, a, b)
	case weighted:
		return fmt.Sprintf("0.4::DOUBLE * %s + 0.6::DOUBLE * %s", a, b)
	case total:
		return fmt.Sprintf("%s + %s + %s", a, b, c)
	case change:
		return fmt.Sprintf("%s - %s", a, before(a, 1))
	case growth:
		return fmt.Sprintf("%s / nullif(%s, 0) - 1", a, before(a, 12))
	case larger:
		return fmt.Sprintf("CASE WHEN %s > %s THEN %s WHEN %s <= %s THEN %s END", a, b, a, a, b, b)
	}
	return fmt.Sprintf("coalesce(%s, %s)", a, b)
}

// byWindow looks back with a window over each county's months.
func byWindow(column string, months int) string {
	return fmt.Sprintf("lag(%s, %d) OVER (PARTITION BY county ORDER BY month)", column, months)
}

// byOrder looks back along the order of the table, which is by county and month; DuckDB computes
// such a window while it reads.
func byOrder(column string, months int) string {
	return fmt.Sprintf("CASE WHEN month >= %d THEN lag(%s, %d) OVER () END", months, column, months)
}

// wide evaluates all formulas on the wide table, a subquery for each depth.
func (d *duck) wide(before func(string, int) string) (cost, []sum, error) {
	rules, query := d.rules(), "wide"
	for depth := 1; depth <= maxDepth; depth++ {
		level := []string{"*"}
		for i, r := range rules {
			if r.depth == depth {
				level = append(level, r.sql(column(r.a), column(r.b), column(r.c), before)+" AS "+column(d.observed+i))
			}
		}
		query = "(SELECT " + strings.Join(level, ", ") + " FROM " + query + ")"
	}
	results := make([]string, d.formulas)
	for i := range results {
		results[i] = column(d.observed + i)
	}
	took, err := best(2, func() error {
		return d.run("CREATE OR REPLACE TABLE result AS SELECT " + strings.Join(results, ", ") + " FROM " + query)
	})
	if err != nil {
		return cost{}, nil, err
	}
	sums := make([]sum, d.formulas)
	for i := range sums {
		row := d.db.QueryRow(fmt.Sprintf("SELECT count(%[1]s), coalesce(sum(%[1]s), 0) FROM result", results[i]))
		if err := row.Scan(&sums[i].n, &sums[i].x); err != nil {
			return cost{}, nil, err
		}
	}
	return took, sums, d.run("DROP TABLE result")
}

// tidy evaluates all formulas on a tidy table, a row for each value, one statement for each depth
// and shape of formula.
func (d *duck) tidy() (cost, []sum, error) {
	err := d.run("CREATE OR REPLACE TABLE tidy AS SELECT substr(name, 2)::SMALLINT AS indicator, county, month, value" +
		" FROM (UNPIVOT wide ON COLUMNS(* EXCLUDE (county, month)) INTO NAME name VALUE value)")
	if err == nil {
		err = d.run("CREATE OR REPLACE TABLE rule (id SMALLINT, kind TINYINT, depth TINYINT, a SMALLINT, b SMALLINT, c SMALLINT)")
	}
	if err != nil {
		return cost{}, nil, err
	}
	for i, r := range d.rules() {
		err := d.run(fmt.Sprintf("INSERT INTO rule VALUES (%d, %d, %d, %d, %d, %d)", d.observed+i, r.kind, r.depth,
			r.a, r.b, r.c))
		if err != nil {
			return cost{}, nil, err
		}
	}
	took, err := best(1, func() error {
		for depth := 1; depth <= maxDepth; depth++ {
			for k := range kinds {
				if err := d.run(tidyStatement(k, depth)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return cost{}, nil, err
	}
	sums := make([]sum, d.formulas)
	rows, err := d.db.Query(fmt.Sprintf("SELECT indicator - %d, count(value), sum(value) FROM tidy"+
		" WHERE indicator >= %d GROUP BY 1", d.observed, d.observed))
	if err != nil {
		return cost{}, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i int
		var s sum
		if err := rows.Scan(&i, &s.n, &s.x); err != nil {
			return cost{}, nil, err
		}
		sums[i] = s
	}
	return took, sums, rows.Err()
}

// tidyStatement evaluates the formulas of one shape and depth: joins of the values they read, by
// county and month. What is missing has no row.
func tidyStatement(k kind, depth int) string {
	months := map[kind]int{change: 1, growth: 12}[k]
	before := func(string, int) string { return "y.value" }
	value := rule{kind: k}.sql("x.value", "y.value", "z.value", before)
	join := "JOIN"
	if k == filled {
		join = "FULL JOIN"
	}
	of := func(letter string) string {
		return fmt.Sprintf("(SELECT rule.id, county, month, value FROM tidy JOIN rule ON tidy.indicator = rule.%s"+
			" WHERE kind = %d AND depth = %d)", letter, k, depth)
	}
	second := "b"
	if months > 0 {
		second = "a"
	}
	query := fmt.Sprintf("INSERT INTO tidy SELECT * FROM (SELECT coalesce(x.id, y.id), coalesce(x.county, y.county),"+
		" coalesce(x.month, y.month + %[5]d), %[1]s AS value FROM %[2]s x %[3]s %[4]s y ON x.id = y.id AND"+
		" x.county = y.county AND x.month = y.month + %[5]d", value, of("a"), join, of(second), months)
	if k == total {
		query += fmt.Sprintf(" JOIN %s z ON x.id = z.id AND x.county = z.county AND x.month = z.month", of("c"))
	}
	return query + ") WHERE value IS NOT NULL"
}
