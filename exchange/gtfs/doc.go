// Package gtfs reads timetables: feeds in the General Transit Feed Specification (gtfs.org, GTFS Schedule),
// as an archive or a directory, and plain tables of trains and their stops for those who have no feed. What
// runs on a day becomes a timetable that method/timetable answers questions of; what is wrong is told at
// its line and column.
package gtfs
