// Package inequality measures how unequally something is spread over units: income over people,
// output per head over counties. It has Theil's two measures and the family they belong to, with an
// exact decomposition over nested groups; Gini's with Dagum's and Shapley's decompositions;
// Atkinson's, Hoover's, the coefficient of variation, the standard deviation of logarithms and the
// Lorenz curve.
//
// Every function takes the values x of the units and their weights w, as a rule x per head and w
// heads; a nil w counts each unit once. Only the proportions of weights matter: a unit of weight two
// is two units of weight one, and there is no correction for small samples. Measures are numbers
// without unit, 0 where all are equal, and do not change when all values are multiplied by a number.
// Inputs stay as they are.
//
// "Theil" alone means T to some programs and L to others (and index numbers differ too), so no name
// here is bare: TheilT is GE(1), Σp·r·ln r; TheilL is GE(0), Σp·ln(1/r), the mean logarithmic
// deviation; p are shares of weight and r = x / mean.
//
// What has no answer is an error: an error of this package, by errors.Is one of the Err variables.
// Results have the same bits on every machine.
package inequality
