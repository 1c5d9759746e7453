// Package chengyu is the plan package of the Chengdu–Chongqing Twin-City Economic Circle
// (成渝地区双城经济圈建设规划纲要, 2021): its clauses, targets, indicators, places and cited facts.
// Everything the product knows about that plan is here; no other package may import this one but
// the command that embeds it.
package chengyu

import "embed"

// FS holds the package as package plan reads it.
//
//go:embed *.yaml compacts facts monitoring networks scenarios tests territory
var FS embed.FS
