// Package yipanqi is the root of Yipanqi (一盘棋), software to carry out a regional development plan:
// the plan as code, observations as an append-only ledger, every target computed and explained.
// The root holds no code; docs/ARCHITECTURE.md shows the house.
package yipanqi
