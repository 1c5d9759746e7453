package forecast_test

// goldenBits are the median, the 80 % interval and the odds of TestSameBitsEverywhere, as amd64 has them.
const goldenBits = "0x1.2aaee9bde8013p+08 0x1.fbc6b8c1d7558p+07 0x1.5f61c27c8ae01p+08 0x1.7f719c5fb93cp-06"
