// Package sensitivity says how much of a model's uncertainty comes from each of its uncertain inputs:
// first-order and total Sobol' indices, with a band on every index.
//
// Points are a Sobol' sequence (direction numbers of Joe and Kuo 2008) under nested uniform scrambling
// (Owen 1995), which is seeded. First-order indices are those of Saltelli et al. 2010 on centred
// outputs, total indices those of Jansen 1999. Inputs may be joined to factors, each of several numbers, at the
// cost of one.
//
// # Bands
//
// The same design is run under several independent scramblings, the replicates. An index is the ratio of sums
// over all of them, and its band follows from how the replicates differ (the delta method for a
// ratio, Student's t). The band therefore knows what the even spread of the points gains, which
// a bootstrap of points does not. A sample is doubled, keeping what was computed, until the bands are
// narrow enough; a result says whether they are.
//
// # Memory
//
// Nothing is kept of a point but its part in some sums: memory does not grow with the sample.
package sensitivity
