// Package timetable answers how long journeys take by scheduled transport: the earliest arrival for a
// departure, and for every minute of a window of departures the journey time, with the legs of the
// journey.
//
// It implements the Connection Scan Algorithm (Dibbelt, Pajor, Strasser, Wagner: Connection Scan
// Algorithm, ACM Journal of Experimental Algorithmics 23, 2018): a timetable is a list of connections,
// rides of a trip from one stop to the next, in order of time, and a question is one pass over it. All
// times are whole seconds, all results exact and the same for any number of threads.
//
// Times count from midnight of the day asked about and may be negative (trips of the day before that run
// past midnight) or above 24 hours.
package timetable
