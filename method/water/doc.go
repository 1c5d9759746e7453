// Package water computes what the Chinese rules for surface water ask of monitoring data: the class
// of a section (GB 3838-2002) with the items that decide it, main pollutants and how far they exceed,
// rivers and basins by shares of sections, change between two periods, the city index (CWQI), the
// attainment of target classes at boundaries, and what enters a section from those above it.
//
// # Editions
//
// Every table and rule is dated data: an Edition holds the limits and the rules of assessment with
// their documents and how far each is known. Assumptions lists those that rest on memory or silence,
// so that results can show them. ReadEdition reads another edition, or a corrected one.
//
// # Exactness
//
// A value is a whole number of millionths of the item's unit (mg/L, ℃, one for pH), so every limit
// of the standard is exact. Means are exact fractions and are rounded once, half to even; only the
// mean of pH goes through hydrogen ion concentrations, whose logarithms are computed to the same
// bits on every machine. Results do not depend on the order of samples.
//
// A result below the detection limit enters as a stated part of the limit. What was not measured is
// absent from the result, never zero.
package water
