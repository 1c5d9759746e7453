// Package flow computes ecological flow: targets, fixed or from a series of flows (the driest month
// of so many years, Qp; Tennant's percentages of the mean annual flow), how far they are satisfied by
// days and by months, and the readings of a plan that asks for "satisfaction of 90 %" side by side:
// the share of sections that reach it, the mean and the minimum.
//
// Rules are dated data with their documents and how far each is known: an Edition. Its Assumptions
// belong beside every result.
//
// Flows are whole millionths of a cubic metre per second. Means are compared exactly; a computed
// target is rounded once, half to even, to the millionth. A day without a flow is missing and counts
// neither for nor against.
package flow
