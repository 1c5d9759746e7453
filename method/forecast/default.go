package forecast

// Default returns the calibration that comes with the package.
func Default() *Calibration { return Normal() }
