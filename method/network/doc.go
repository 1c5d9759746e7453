// Package network answers who can reach whom, and how soon, on a network of links with travel times,
// and answers again at once when a link opens, closes or becomes faster.
//
// # How
//
// A Graph holds nodes and directed links with whole milliseconds. Dissect orders its nodes and Contract
// prepares it for that order; both know nothing of times, so they are done once. Customise brings the
// times in, Edit changes some of them. A Metric finds single times; a Sweep made from it finds those
// from many sources to many targets, some tens of sources in one pass, and folds them where only a sum
// is asked for. This is a customizable contraction hierarchy (Dibbelt, Strasser and Wagner 2016) with
// sweeps after PHAST (Delling, Goldberg, Nowatzyk and Werneck 2011).
//
// # Exactness
//
// Times are whole milliseconds and equal those of Dijkstra's algorithm, for any network and after any
// edit: directed, parallel and looping links, links of no length, and parts that nothing joins. They
// are the same for any number of threads and on any processor.
//
// # Errors
//
// What comes from files or users (links, orders, times, weights, shapes) is checked and refused with an
// error. Nodes that are asked about must be nodes of the graph; others panic, as an index out of range
// does. No function changes its arguments.
package network
