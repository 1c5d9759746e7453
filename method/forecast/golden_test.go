package forecast_test

// goldenBits are the median, the 80 % interval and the odds of TestSameBitsEverywhere, as amd64 has them.
const goldenBits = "0x1.2aaee9bde8013p+08 0x1.fbc6d18099541p+07 0x1.5f61b15ce272cp+08 0x1.7f6fa451c35cp-06"
