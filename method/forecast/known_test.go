package forecast

import (
	"math"
	"testing"
)

// nile is the annual flow of the Nile at Aswan in 10⁸ m³, 1871–1970 (Cobb 1978). Expected numbers are of
// R 4.2 with forecast 8.20 on the same values.
var nile = []float64{1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180,
	799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
	1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
	781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749,
	838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740}

// accidents are monthly accidental deaths in the USA, 1973–1978 (Brockwell and Davis 1991).
var accidents = []float64{9007, 8106, 8928, 9137, 10017, 10826, 11317, 10744, 9713, 9938, 9161, 8927, 7750, 6981, 8038,
	8422, 8714, 9512, 10120, 9823, 8743, 9129, 8710, 8680, 8162, 7306, 8124, 7870, 9387, 9556, 10093, 9620, 8285, 8466,
	8160, 8034, 7717, 7461, 7767, 7925, 8623, 8945, 10078, 9179, 8037, 8488, 7874, 8647, 7792, 6957, 7726, 8106, 8890,
	9299, 10625, 9302, 8314, 8850, 8265, 8796, 7836, 6892, 7791, 8192, 9115, 9434, 10484, 9827, 9110, 9070, 8633, 9240}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.12g, want %.12g ± %g", what, got, want, tolerance)
	}
}

func TestLikelihoodOfETSAtParametersOfR(t *testing.T) {
	for _, c := range []struct {
		m    ETS
		want float64
	}{
		{ETS{Error: 'A', Trend: 'N', Alpha: 0.2455338626971565, Level: 1110.686859951362}, -726.3905199992},
		{ETS{Error: 'A', Trend: 'A', Alpha: 0.2094889188775414, Beta: 1.000148839084332e-04, Phi: 1,
			Level: 1121.406731135944, Slope: -3.163511214569655}, -725.9560622449},
		{ETS{Error: 'M', Trend: 'N', Alpha: 0.1514031662366615, Level: 1087.7718249928}, -726.1509578032},
		{ETS{Error: 'M', Trend: 'A', Alpha: 0.1269037126083171, Beta: 1.000011446396455e-04, Phi: 1,
			Level: 1112.187511496517, Slope: -2.015437586488962}, -725.7412411867},
	} {
		c.m.Season, c.m.Period = 'N', 1
		near(t, "log-likelihood", c.m.LogLikelihood(nile), c.want, 1e-8)
	}
}

func TestLikelihoodOfASeasonalETSAtParametersOfR(t *testing.T) {
	m := ETS{Error: 'A', Trend: 'A', Season: 'A', Period: 12, Alpha: 0.5378363385794670, Beta: 1.181229041676177e-03,
		Gamma: 3.715162186744818e-03, Phi: 1, Level: 9933.1304900731284, Slope: -20.0468572589900,
		Seasonal: []float64{-987.7302788270841, -1510.7415228854543, -741.2456274586150, -514.4812085065848,
			333.9133109668496, 751.9260459295670, 1698.9570148646330, 988.7754391375954, -47.9817252423583,
			230.8796287989369, -260.4927246958279, 58.2216479183425}}
	near(t, "log-likelihood", m.LogLikelihood(accidents), -555.9249337334560, 1e-8)
	sse, _, end, _ := m.filter(accidents)
	o := m.outlook(end, sse/float64(len(accidents)-16), 3)
	for i, want := range []float64{8034.84313464801, 7485.72536056182, 8238.49285979154} {
		near(t, "mean", o.mean[i], want, 1e-6)
	}
	for i, want := range []float64{301.419743439780, 342.418657653890, 379.160959411882} {
		near(t, "deviation", o.sd[i], want, 1e-6)
	}
}

func TestFittedETSIsAtLeastAsLikelyAsR(t *testing.T) {
	for _, c := range []struct {
		errors, trends string
		want           float64
	}{{"A", "N", -726.390519999206}, {"A", "A", -725.9560622449}, {"M", "N", -726.1509578032},
		{"M", "A", -725.7412411867}, {"A", "D", -726.502046801}} {
		m, err := FitETS(nile, 1, c.errors, c.trends, "N")
		if err != nil {
			t.Fatal(err)
		}
		if got := m.LogLikelihood(nile); got < c.want-1e-3 {
			t.Errorf("%s%s: %.9g, R has %.9g", c.errors, c.trends, got, c.want)
		}
	}
}

func TestOutlookOfMultiplicativeErrors(t *testing.T) {
	m := ETS{Error: 'M', Trend: 'A', Season: 'N', Period: 1, Alpha: 0.1269037126083171, Beta: 1.000011446396455e-04,
		Phi: 1, Level: 1112.187511496517, Slope: -2.015437586488962}
	sse, _, end, _ := m.filter(nile)
	o := m.outlook(end, sse/float64(len(nile)-4), 3)
	for i, want := range []float64{830.925938942880, 828.854460459699, 826.782981976517} {
		near(t, "mean", o.mean[i], want, 1e-6)
	}
	for i, want := range []float64{130.997192320902, 131.751601012011, 132.499304315076} {
		near(t, "deviation", o.sd[i], want, 1e-6)
	}
}

func TestThetaIsThatOfR(t *testing.T) {
	o := theta(nile, 10) // R's α stops a little short of the minimum: 0.2455 beside 0.2456
	near(t, "mean 1", o.mean[0], 799.811996216, 0.03)
	near(t, "mean 10", o.mean[9], 787.597621778, 0.03)
	near(t, "deviation 1", o.sd[0], 144.231759299, 1e-4)
	near(t, "deviation 10", o.sd[9], 179.171352242, 0.03)
}

func TestWalkHoldsTheVarianceOfItsDrift(t *testing.T) {
	o := walk(nile, 5)
	near(t, "mean 5", o.mean[4], 720.808080808, 1e-8)
	near(t, "deviation 1", o.sd[0], 168.978932883, 1e-6)
	near(t, "deviation 5", o.sd[4], 385.331253265, 1e-6)
	near(t, "naive deviation 3", naive(nile, 3).sd[2], 289.814778886, 1e-8)
}

func TestExactLikelihoodOfARMAIsThatOfR(t *testing.T) {
	d := differences(nile)
	for _, c := range []struct {
		m    ARIMA
		w    []float64
		want float64
	}{
		{ARIMA{MA: []float64{-0.732942578287823}}, d, -632.545624383191},
		{ARIMA{AR: []float64{0.861078277530517}, MA: []float64{-0.517695408642590}, Mu: 920.556726656453}, nile,
			-637.038789206354},
		{ARIMA{AR: []float64{0.2565748628633739, 0.0663586809139086}, MA: []float64{-0.8896761150878595}}, d,
			-630.448062582663},
	} {
		ll, _ := newKalman(len(c.m.AR), len(c.m.MA)).likelihood(&c.m, c.w)
		near(t, "log-likelihood", ll, c.want, 1e-5) // R starts differences from a wide prior
	}
}

func TestARIMAFindsTheMaximumOfR(t *testing.T) {
	m := &ARIMA{AR: make([]float64, 2), MA: make([]float64, 1), D: 1}
	w := differences(nile)
	m.conditional(w)
	m.maximise(w)
	near(t, "log-likelihood", m.LogLikelihood, -630.448062582663, 1e-4)
	o := m.outlook(nile, 3)
	for i, want := range []float64{808.425242514208, 827.706765432445, 837.194528365446} {
		near(t, "mean", o.mean[i], want, 0.5)
	}
	// R takes no degrees of freedom from the variance.
	free := math.Sqrt(float64(len(w)-3) / float64(len(w)))
	for i, want := range []float64{140.357546038524, 149.506463241198, 154.262963593278} {
		near(t, "deviation", o.sd[i]*free, want, 0.5)
	}
	if auto, err := FitARIMA(nile); err != nil || auto.D != 1 || len(auto.AR) != 1 || len(auto.MA) != 1 {
		t.Errorf("chosen %+v, %v; R chooses ARIMA(1,1,1)", auto, err)
	}
}

func TestSimplexFindsTheValleyOfRosenbrock(t *testing.T) {
	f := func(x []float64) float64 {
		a, b := 1-x[0], x[1]-x[0]*x[0]
		return a*a + 100*b*b
	}
	x, v := simplex(f, []float64{-1.2, 1}, []float64{0.1, 0.1}, 1000, 1e-14)
	near(t, "x", x[0], 1, 1e-5)
	near(t, "y", x[1], 1, 1e-5)
	near(t, "value", v, 0, 1e-9)
}

func TestUnitsValuesAreRoundedTo(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{61.2, 62.6, 70}, 0.1}, {[]float64{3, 10, 20}, 1}, {[]float64{4000, 12000}, 1000},
		{[]float64{0.408, 0.2649}, 1e-4}, {[]float64{math.Sqrt2, 0.1}, 0}, {[]float64{0.00000004}, 0}} {
		if got := rounded(c.values); got != c.want {
			t.Errorf("%v: %g, want %g", c.values, got, c.want)
		}
	}
}
