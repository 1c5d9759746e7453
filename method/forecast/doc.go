// Package forecast says where a short series is heading and how sure that is: annual, quarterly or
// monthly, five to some two hundred values, with gaps and breaks.
//
//	f, err := forecast.Make(forecast.Series{Values: values, Season: 1}, 10, forecast.Options{})
//	low, high := f.Interval(5, 0.80)
//	odds := f.Odds(5, forecast.AtLeast(60))
//
// The forecast is a pool of six simple methods, which is better than any one of them, and its
// distribution is not the one these methods claim: their errors are measured on thousands of series
// whose future is known, and the claimed spread is replaced, step by step, by the distribution of those
// errors (docs/methods/forecast.md). Everything is deterministic, the same on every machine, and safe
// for concurrent use.
package forecast
