// Package composite builds composite indices by the steps of the OECD and JRC Handbook (2008): a
// framework of weighted indicators, imputation, treatment of outliers, normalisation, weights,
// aggregation, ranks, and how far the ranks hang on the choices made in these steps.
//
//	framework, err := composite.NewFramework(indicators, groups)
//	result, err := composite.Build(framework, data, recipe)
//	study, err := composite.Vary(framework, data, recipe, choices, plan)
//
// # Data of several years
//
// A row of the data is a unit at a time. Outliers, least and greatest values, means and ranks of
// normalisation are those of all rows, or of the times that the recipe names, so that the scores of
// different years can be compared; the ranks of the result are within each time.
//
// # What cannot be done is said
//
// Every step that changed something, or could not be applied, leaves a Note in the result. What is
// missing stays missing, NaN, unless the recipe imputes it, and the result says how much of each
// score rests on observed data.
//
// Results have the same bits on every machine and for any number of workers.
package composite
