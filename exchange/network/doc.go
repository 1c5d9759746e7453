// Package network reads networks and points from files: tables of links, nodes and points as CSV, and
// the text format of the ninth DIMACS implementation challenge. What is wrong is found in one run, at
// its place; a file with an error gives no network, because a lost link would change answers in silence.
package network
