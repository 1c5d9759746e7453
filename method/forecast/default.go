package forecast

import "sync"

// Default returns the calibration that comes with the package: M3's common curve. Learn one where there
// are many series of the same kind: it will know their steps and which way their errors lean.
var Default = sync.OnceValue(func() *Calibration { return M3().Common() })

// M3 returns how the pool erred on the 2,829 annual, quarterly and monthly series of the M3 competition
// (Makridakis and Hibon 2000), by season and step. It was computed by bench/forecast from the public
// series, which are not part of the package.
func M3() *Calibration { return &Calibration{Source: "M3", Curves: m3Curves} }
