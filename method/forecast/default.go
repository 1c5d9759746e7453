package forecast

import "sync"

// Default returns the calibration that comes with the package: how wide the pool's errors were on the
// 3,003 series of the M3 competition (Makridakis and Hibon 2000), by season and step. It was computed by
// bench/forecast from the public series; the series themselves are not part of the package. It is
// symmetric: which way errors leaned in M3 says nothing on other series. Learn a Calibration of your own
// where there are series of the same kind.
var Default = sync.OnceValue(func() *Calibration {
	return (&Calibration{Source: "M3", Curves: m3Curves}).Symmetric()
})
