// Package monitor holds what monitoring stations and river sections measured: dense series of exact
// decimals by site and item, append-only and with two times as the ledger of package fact.
//
// # Values
//
// A reading is a whole number of the item's smallest kept unit: with three decimals kept, 35.2 µg/m³
// is 35200. Item.Digits says how many decimals an item keeps. Missing is no value. Nothing is
// computed here, so nothing is rounded but what a file gives with more decimals than are kept.
//
// # Time
//
// A reading carries the Hour it ends at, in Beijing time (UTC+8, no summer time): the reading of
// 08:00 is the mean of 07:00 to 08:00, a day is made of those of 01:00 to 24:00, and the value of a
// whole day ends at its 24:00. HJ 663 and GB 3095 do not say by which end an hour is named; that it
// is by the later one is how monitoring centres publish, and an importer can be told otherwise.
//
// # Knowledge
//
// A Batch is what one import appends, known from a moment on. Of several readings of one hour the one
// appended last holds among those known at the moment asked for; a batch may also declare a reading
// Void, which takes it away. Earlier moments and the History of an hour still show what was taken
// away or corrected. Batches form a hash chain whose head names the content.
//
// # Memory
//
// Readings are read one site at a time through Reader; nobody needs a country in memory. Set keeps
// batches in memory, store/series in a file.
package monitor
