package forecast

import "fmt"

// MinPoints is the least number of usable values a forecast rests on.
const MinPoints = 5

// MaxHorizon is the greatest number of steps ahead.
const MaxHorizon = 240

// TooFew is the stated answer to a series with fewer than MinPoints usable values: no forecast.
type TooFew struct{ Usable, Needed int }

func (e TooFew) Error() string {
	return fmt.Sprintf("forecast: %d usable values, at least %d are needed", e.Usable, e.Needed)
}

// OutOfBounds is a value that the stated scale rules out, such as a negative amount.
type OutOfBounds struct {
	Index            int // in Series.Values, from 0
	Value, Low, High float64
}

func (e OutOfBounds) Error() string {
	return fmt.Sprintf("forecast: value %d is %g, outside %g … %g", e.Index+1, e.Value, e.Low, e.High)
}

// TooWide is the stated answer to values that lie so many orders of magnitude apart that no method of the
// pool has a finite answer.
type TooWide struct{ Least, Greatest float64 }

func (e TooWide) Error() string {
	return fmt.Sprintf("forecast: values from %g to %g lie too far apart", e.Least, e.Greatest)
}

// BadScale is a pair of bounds that leaves no room.
type BadScale struct{ Low, High float64 }

func (e BadScale) Error() string {
	return fmt.Sprintf("forecast: bounds %g … %g leave no room", e.Low, e.High)
}

// BadArgument is any other argument that has no meaning.
type BadArgument struct{ Name, Want string }

func (e BadArgument) Error() string { return "forecast: " + e.Name + " must be " + e.Want }
