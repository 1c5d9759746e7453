// Package readings takes in and gives out what monitoring stations measured: CSV, workbooks and
// Parquet, long and wide, as departments and portals write them.
//
// A file of readings is never clean, and one bad cell must not keep a year out. So unlike the import
// of facts, a cell that cannot be a reading is left out and told: each kind of finding is counted,
// and its first places are listed. Only a file whose columns do not make sense is refused. Reading
// changes nothing; what comes back is a batch to append, or to look at.
//
// docs/format/readings.md describes the columns and marks.
package readings
