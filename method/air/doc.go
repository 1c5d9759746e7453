// Package air computes what the Chinese standards for ambient air ask of monitoring data: from
// hourly readings to daily means and ozone's daily maximum of eight-hour means, sub-indices, the
// air quality index with its level, primary and exceeding pollutants, monthly and annual statistics
// and the share of good days, for a station, a city and a region.
//
// # Editions
//
// Every table and rule is dated data: an Edition joins the index (HJ 633), the limits (GB 3095) and
// the assessment (HJ 663) in force at one time, each rule with its document, clause and how far it
// is known. Rules that rest on memory or practice alone are marked as assumptions, and Assumptions
// lists them so that results can show them. ReadEdition reads another edition, or a corrected one.
//
// # Time
//
// An hour is named by its end, in Beijing time: the reading of 08:00 is the mean of 07:00 to 08:00,
// and a day is made of the readings of 01:00 to 24:00. A file that names hours by their beginning is
// read with one hour added.
//
// # Exactness
//
// Readings are whole thousandths: of µg/m³, for carbon monoxide of mg/m³. Means are kept as exact
// fractions and every reported figure is rounded once, from the readings (GB/T 8170-2008 forbids
// rounding in succession), so results are equal to the digit and the same on every machine.
//
// A reading below zero is no concentration and counts as missing, as Missing does.
package air
