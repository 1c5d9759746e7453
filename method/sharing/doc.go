// Package sharing divides what several parties earn or pay together: exact and sampled Shapley
// values, the Banzhaf value, the nucleolus and the per-capita nucleolus with a certificate that anybody
// can check, the core with who would rather leave, and the plain rules (proportional, equal gain, equal
// loss, and the rules for claims), side by side in Compare.
//
// A Game is a table over all coalitions, a function of coalitions, or one of the forms with a structure:
// Airport, Network, Voting, Claims. Benefit games share what the coalition earns, cost games what it
// pays; no answer depends on which way a user turned the signs.
//
// Arithmetic is exact where the game is: values that are decimals of at most six places and below
// 2^53 of their last place become whole numbers, and Shapley values, the linear programs, excesses and
// certificates are computed in whole numbers and fractions without rounding. Games with other values
// are rounded to whole multiples of a power of two once, at the start, and say so (Allocation.Rounded).
// The formulas and their sources are in docs/methods/sharing.md.
package sharing
