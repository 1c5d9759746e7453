// Package measure holds the small exact types every other package speaks in: units with their
// dimensions, periods and dates, observation status, rounding and missing values.
//
// A missing value is a state, not a number: in rows of numbers it is Missing (a NaN), and whoever
// shows one must say why it is missing. It is never zero.
package measure

import "math"

// Missing stands for "no value" in rows of numbers. Every operation on it gives Missing.
var Missing = math.NaN()

// IsMissing reports whether v is no value.
func IsMissing(v float64) bool { return v != v }

// Status is the SDMX observation status (code list CL_OBS_STATUS 2.2) of a fact.
type Status string

// The statuses the ledger accepts.
const (
	Normal       Status = "A"
	Break        Status = "B" // time series break
	Estimated    Status = "E"
	Forecast     Status = "F"
	Imputed      Status = "I"
	NotCollected Status = "L" // missing value; data exist but were not collected
	NotExisting  Status = "M" // missing value; data cannot exist
	Suspended    Status = "H" // missing value; holiday or weekend
	Provisional  Status = "P"
	Confidential Status = "Q" // missing value; suppressed
	Unreliable   Status = "U"
	Unvalidated  Status = "V"
)

// Statuses lists every status the ledger accepts.
var Statuses = []Status{Normal, Break, Estimated, Forecast, Imputed, NotCollected, NotExisting,
	Suspended, Provisional, Confidential, Unreliable, Unvalidated}

// NoValue reports whether an observation with status s carries no number.
func (s Status) NoValue() bool {
	return s == NotCollected || s == NotExisting || s == Suspended || s == Confidential
}

// Valid reports whether s is a status the ledger accepts.
func (s Status) Valid() bool {
	for _, known := range Statuses {
		if s == known {
			return true
		}
	}
	return false
}
