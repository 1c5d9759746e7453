package regional

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Twelve synthetic regions at two times, five years apart. What they give was computed with R 4.2 (lm),
// REAT 3.0.3 and numpy; REAT's β by non-linear least squares agrees to its tolerance of 1e-8.
var (
	first = []float64{62.5, 88.1, 41.9, 133.4, 71.0, 55.2, 97.7, 38.6, 164.3, 80.8, 47.5, 59.9}
	last  = []float64{80.3, 109.9, 60.2, 161.0, 92.4, 74.0, 120.5, 57.1, 190.2, 102.6, 66.6, 80.0}
	other = []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}
)

func equal(t *testing.T, what string, got, expected, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-expected) <= tolerance*max(1, math.Abs(expected))) {
		t.Errorf("%s: %.17g, expected %.17g", what, got, expected)
	}
}

func TestBetaKnownAnswers(t *testing.T) {
	c, err := Beta(first, last, 5)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "intercept", c.Intercept.Value, 0.18816538500125587, 1e-13)
	equal(t, "its error", c.Intercept.SE, 0.010647037552556473, 1e-13)
	equal(t, "slope", c.Slope.Value, -0.03163147668673303, 1e-13)
	equal(t, "its error", c.Slope.SE, 0.002483093882189851, 1e-13)
	equal(t, "its t", c.Slope.T, -12.73873570130063, 1e-12)
	equal(t, "its p", c.Slope.P, 1.662504252154991e-07, 1e-17)
	equal(t, "R²", c.R2, 0.941953402870793, 1e-13)
	equal(t, "β", c.Speed.Value, 0.03443243949563925, 1e-9)
	equal(t, "its error", c.Speed.SE, 0.002949593950209319, 1e-9)
	equal(t, "its p", c.Speed.P, 3.784669464623061e-07, 1e-9)
	equal(t, "half-life", c.HalfLife, math.Ln2/c.Speed.Value, 1e-15)

	c, err = Beta(first, last, 5, other)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "conditional slope", c.Slope.Value, -3.145659442186113e-02, 1e-13)
	equal(t, "its error", c.Slope.SE, 0.0029734983471517212, 1e-13)
	equal(t, "control", c.Controls[0].Value, 6.463722043380595e-05, 1e-13)
	equal(t, "its p", c.Controls[0].P, 9.043602660576092e-01, 1e-11)
}

// Where growth is as the model says, the model finds it: gaps shrink by e^{−βT}.
func TestBetaFindsItsOwnModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		speed, years := rapid.Float64Range(-0.05, 0.2).Draw(t, "speed"), rapid.IntRange(1, 20).Draw(t, "years")
		final := make([]float64, len(first))
		for i, v := range first {
			final[i] = 200 * math.Pow(v/200, math.Exp(-speed*float64(years)))
		}
		c, err := Beta(first, final, years)
		if err != nil || math.Abs(c.Speed.Value-speed) > 1e-9 || (c.HalfLife > 0) != (c.Speed.Value > 0) {
			t.Fatalf("%+v (%v), expected %v", c, err, speed)
		}
	})
}

func TestSigmaTrendKnownAnswer(t *testing.T) {
	trend, err := SigmaTrend([]int{2010, 2012, 2013, 2014, 2016}, []float64{0.41, 0.40, 0.385, 0.39, 0.37})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "slope", trend.Slope.Value, -0.0065, 1e-13)
	equal(t, "its error", trend.Slope.SE, 0.001118033988749821, 1e-13)
	equal(t, "its p", trend.Slope.P, 0.010131423857704299, 1e-12)
}

// From R: 2·pt(−t, df).
func TestStudentTails(t *testing.T) {
	for _, c := range []struct {
		t        float64
		df       int
		expected float64
	}{
		{0.3, 1, 0.8144528418445154}, {0.3, 2, 0.7924856608401776}, {0.3, 7, 0.7728900504021343},
		{0.3, 40, 0.7657307167710191}, {1.7, 1, 0.3385060546606653}, {1.7, 2, 0.2312334262015712},
		{1.7, 7, 0.132928896782555}, {1.7, 40, 0.09689545762357467}, {4.5, 1, 0.1392089745461279},
		{4.5, 2, 0.04600190799427602}, {4.5, 7, 0.002798330077842627}, {4.5, 40, 5.734466577515807e-05},
		{0, 5, 1},
	} {
		equal(t, fmt.Sprintf("t %v of %d", c.t, c.df), studentTails(c.t, c.df), c.expected, 1e-14)
		equal(t, fmt.Sprintf("t −%v of %d", c.t, c.df), studentTails(-c.t, c.df), c.expected, 1e-14)
	}
}

func TestCitiesKnownAnswers(t *testing.T) {
	sizes := []float64{480, 2094, 228, 1503, 940, 610, 290, 415, 365, 310, 270}
	two, err := Primacy(sizes, 2)
	equal(t, "two cities", two, 2094.0/1503, 1e-16)
	four, err4 := Primacy(sizes, 4)
	equal(t, "four cities", four, 2094.0/(1503+940+610), 1e-16)
	r, errR := FitRankSize(sizes, 0.5)
	if err = errors.Join(err, err4, errR); err != nil {
		t.Fatal(err)
	}
	equal(t, "exponent", r.Exponent, 1.238336402727722, 1e-13)
	equal(t, "intercept", r.Intercept, 9.169512651008564, 1e-13)
	equal(t, "R²", r.R2, 0.9641384382789968, 1e-13)
	equal(t, "its error", r.SE, 1.238336402727722*math.Sqrt(2.0/11), 1e-13)

	zipf := []float64{1000, 500, 1000.0 / 3, 250, 200}
	if r, err = FitRankSize(zipf, 0); err != nil {
		t.Fatal(err)
	}
	equal(t, "Zipf's rule", r.Exponent, 1, 1e-14)
}

// The example of Farhauer and Kröll 2013, as in REAT's manual.
func TestIndustryKnownAnswers(t *testing.T) {
	before, after := []float64{90, 20, 10, 60}, []float64{100, 40, 10, 55}
	nation, nationAfter := []float64{400, 150, 150, 400}, []float64{440, 210, 135, 480}
	s, err := ShiftShareOf(before, after, nation, nationAfter)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct{ got, expected float64 }{{s.Total.Change, 25}, {s.Total.National, 27},
		{s.Total.Mix, 1}, {s.Total.Competitive, -3}, {s.Total.Homothetic, -0.6363636363636365},
		{s.Total.Allocation, -2.3636363636363633}} {
		equal(t, fmt.Sprint("part ", i), c.got, c.expected, 1e-13)
	}
	krugman, err := Krugman(before, nation)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "Krugman", krugman, 0.2727272727272727, 1e-15)
	hoover, _ := HooverSpecialisation(before, nation)
	equal(t, "Hoover", hoover, 0.2727272727272727/2, 1e-15)

	rest := []float64{310, 130, 140, 340}
	q, ok, err := LocationQuotients([][]float64{before, rest})
	if err != nil || slices.Contains(ok, false) {
		t.Fatal(ok, err)
	}
	for j, expected := range []float64{1.375, 0.8148148148148148, 0.4074074074074074, 0.9166666666666666} {
		equal(t, fmt.Sprint("quotient ", j), q[0][j], expected, 1e-15)
	}
	apart, _ := Krugman([]float64{20, 10, 70, 0, 0}, []float64{0, 0, 0, 60, 40})
	equal(t, "nothing in common", apart, 2, 1e-15)
}

func structure(t *rapid.T, name string, n int) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(1, 1e5), n, n).Draw(t, name)
}

func TestShiftShareCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		s, err := ShiftShareOf(structure(t, "before", n), structure(t, "after", n), structure(t, "nation", n),
			structure(t, "nation after", n))
		if err != nil {
			t.Fatal(err)
		}
		u := s.Total
		scale := 1e-12 * (1 + math.Abs(u.National) + math.Abs(u.Mix) + math.Abs(u.Competitive) + math.Abs(u.Homothetic))
		if math.Abs(u.National+u.Mix+u.Competitive-u.Change) > scale ||
			math.Abs(u.Homothetic+u.Allocation-u.Competitive) > scale {
			t.Fatalf("%+v", u)
		}
		for i := range s.Change {
			if math.Abs(s.National[i]+s.Mix[i]+s.Competitive[i]-s.Change[i]) > scale {
				t.Fatalf("industry %d: %+v", i, s)
			}
		}
	})
}

func TestStructuresCompare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		a, b := structure(t, "a", n), structure(t, "b", n)
		k := rapid.Float64Range(0.01, 100).Draw(t, "k")
		scaled := make([]float64, n)
		for i, v := range a {
			scaled[i] = v * k
		}
		for name, f := range map[string]func(a, b []float64) (float64, error){"Krugman": Krugman,
			"Hoover": HooverSpecialisation, "Theil": TheilSpecialisation} {
			there, err := f(a, b)
			same, _ := f(scaled, a)
			if err != nil || there < 0 || same > 1e-12 {
				t.Fatalf("%s: %v, of the same shares %v (%v)", name, there, same, err)
			}
		}
		there, err := Similarity(a, b)
		back, _ := Similarity(b, scaled)
		if err != nil || there < 0 || there > 1 || math.Abs(there-back) > 1e-12 {
			t.Fatal(there, back, err)
		}
	})
}

func TestTechnologyContribution(t *testing.T) {
	g, err := TechnologyContribution(0.08, 0.10, 0.01, 0.35)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "technology", g.Technology, 1-(0.035+0.0065)/0.08, 1e-14)
	equal(t, "sum", g.Technology+g.Capital+g.Labour, 1, 1e-15)
	equal(t, "residual", g.Residual, 0.08-0.035-0.0065, 1e-15)
	all, err := AlphaRange(0.08, 0.10, 0.01, 0.25, 0.35, 0.45)
	if err != nil || len(all) != 3 || all[1] != g || !(all[0].Technology > all[2].Technology) {
		t.Error(all, err)
	}
	growth, err := LevelGrowth(100, 200, 10)
	equal(t, "growth", growth, math.Pow(2, 0.1)-1, 1e-15)
	stock, err2 := PerpetualInventory(100, []float64{20, 25}, 0.1)
	if err := errors.Join(err, err2); err != nil || !slices.Equal(stock, []float64{110, 124}) {
		t.Error(stock, err)
	}
	start, err := InitialStock(20, 0.104, 0.096)
	equal(t, "start", start, 100, 1e-13)
}

// grid returns rook neighbours of rows by columns.
func grid(rows, columns int) [][]int {
	near := make([][]int, rows*columns)
	for r := range rows {
		for c := range columns {
			for _, d := range [][2]int{{0, 1}, {1, 0}, {0, -1}, {-1, 0}} {
				if y, x := r+d[0], c+d[1]; y >= 0 && y < rows && x >= 0 && x < columns {
					near[r*columns+c] = append(near[r*columns+c], y*columns+x)
				}
			}
		}
	}
	return near
}

// Cliff and Ord's formulas in numpy.
func TestMoranKnownAnswers(t *testing.T) {
	w, err := Contiguity(grid(3, 4))
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.Moran(first, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "I", m.I, -0.2870939051787389, 1e-14)
	equal(t, "SD", m.SD, 0.2025033919147528, 1e-14)
	equal(t, "Z", m.Z, -0.9687976700767327, 1e-13)
	local, err := w.Local(first, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for i, expected := range []float64{-0.013676808174049112, -0.18397692420045597, -0.7695582833321243,
		-1.5801817149139088, -0.08698288512444405, -0.1047158325711806, -0.47371714522221114, -0.5573308351772904,
		-0.16223966159844924, 0.019075929444105025, -0.024633085510159823, 0.4928103842353021} {
		equal(t, fmt.Sprint("local ", i), local[i].I, expected, 1e-14)
		total += local[i].I
	}
	equal(t, "mean of the local ones", total/12, m.I, 1e-14)
	if local[3].Quadrant != HighLow || local[11].Quadrant != LowLow {
		t.Error(local)
	}
}

func TestMoranFindsWhatLiesTogether(t *testing.T) {
	w, _ := Contiguity(grid(6, 6))
	slope, board := make([]float64, 36), make([]float64, 36)
	for i := range slope {
		slope[i], board[i] = float64(i/6), float64((i/6+i%6)%2)
	}
	together, err := w.Moran(slope, 999, 3)
	again, _ := w.Moran(slope, 999, 3)
	apart, err2 := w.Moran(board, 999, 3)
	if err := errors.Join(err, err2); err != nil || *together != *again || together.P != 0.001 || together.Z < 5 ||
		apart.P != 0.001 || math.Abs(apart.I+1) > 1e-14 {
		t.Error(together, again, apart, err)
	}
	local, err := w.Local(slope, 999, 3)
	if err != nil || local[0].Quadrant != LowLow || local[35].Quadrant != HighHigh || local[33].P > 0.05 {
		t.Error(local, err)
	}
}

// Over all 720 maps of six values, Moran's I has the mean and spread it is said to have, and the drawn
// permutations find about the share of maps that are as extreme.
func TestMoranAgainstAllMaps(t *testing.T) {
	w, err := Contiguity(grid(2, 3))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		x := make([]float64, 6)
		for i := range x {
			x[i] = float64(rapid.IntRange(0, 9).Draw(t, "x"))
		}
		m, err := w.Moran(x, 999, rapid.Uint64().Draw(t, "seed"))
		if errors.Is(err, ErrConstant) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var all []float64
		var permute func(k int)
		permute = func(k int) {
			if k == 6 {
				one, err := w.Moran(x, 0, 0)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, one.I)
				return
			}
			for i := k; i < 6; i++ {
				x[k], x[i] = x[i], x[k]
				permute(k + 1)
				x[k], x[i] = x[i], x[k]
			}
		}
		permute(0)
		middle, spread, above, below := mean(all), 0.0, 0.0, 0.0
		for _, v := range all {
			spread += (v - middle) * (v - middle) / 720
			if v >= m.I-1e-9 {
				above += 1.0 / 720
			}
			if v <= m.I+1e-9 {
				below += 1.0 / 720
			}
		}
		if math.Abs(middle-m.Expected) > 1e-12 || math.Abs(math.Sqrt(spread)-m.SD) > 1e-7 ||
			math.Abs(m.P-min(above, below)) > 0.1 {
			t.Fatalf("%+v, of all maps: mean %v, SD %v, %v above, %v below", m, middle, math.Sqrt(spread), above, below)
		}
	})
}

// giddy, test_markov.py: incomes of the states of the USA, 1929 to 2009, in five classes.
func TestMarkovKnownAnswers(t *testing.T) {
	m, err := MarkovOfMoves([][]int{{729, 71, 1, 0, 0}, {72, 567, 80, 3, 0}, {0, 81, 631, 86, 2}, {0, 3, 86, 573, 56},
		{0, 0, 1, 57, 741}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "mobility", m.Mobility, 0.19758992000997844, 1e-14)
	for i, expected := range []float64{0.20774716, 0.18725774, 0.20740537, 0.18821787, 0.20937187} {
		equal(t, "steady state", m.Steady[i], expected, 5e-9)
	}
	if apart, err := MarkovOfMoves([][]int{{3, 0}, {0, 2}}); err != nil || apart.Steady != nil || apart.Mobility != 0 {
		t.Error(apart, err)
	}
	parts := [][]int{{1, 2, 0, 0}, {2, 5, 0, 0}, {0, 0, 1, 6}, {0, 0, 5, 2}}
	if apart, err := MarkovOfMoves(parts); err != nil || apart.Steady != nil {
		t.Error(apart, err)
	}
	parts[0][3] = 1 // now everything ends in the last two
	if end, err := MarkovOfMoves(parts); err != nil || math.Abs(end.Steady[0]) > 1e-15 ||
		math.Abs(end.Steady[2]-5.0/11) > 1e-14 {
		t.Error(end, err)
	}
	counted, err := MarkovOf([][]int{{0, 1, 1, 0}, {1, 1, 0, 0}}, 2)
	if err != nil || !slices.Equal(counted.Moves[0], []int{1, 1}) || !slices.Equal(counted.Moves[1], []int{2, 2}) {
		t.Error(counted, err)
	}
}

func TestNoAnswer(t *testing.T) {
	nan, three := math.NaN(), []float64{1, 2, 3}
	w, _ := Contiguity(grid(2, 2))
	for name, c := range map[string]struct {
		ask      func() error
		expected error
	}{
		"β of two":        {func() error { _, err := Beta(three[:2], three[:2], 5); return err }, ErrTooFew},
		"β of none":       {func() error { _, err := Beta(nil, nil, 5); return err }, ErrTooFew},
		"β of zero":       {func() error { _, err := Beta([]float64{0, 1, 2}, three, 5); return err }, ErrZero},
		"β of equals":     {func() error { _, err := Beta([]float64{2, 2, 2}, three, 5); return err }, ErrSingular},
		"β backwards":     {func() error { _, err := Beta(three, []float64{3, 2, 1}, 5); return err }, ErrDiverges},
		"β in no time":    {func() error { _, err := Beta(three, three, 0); return err }, ErrSetting},
		"β, other length": {func() error { _, err := Beta(first, last, 5, three); return err }, ErrLength},
		"β, gap":          {func() error { _, err := Beta(three, []float64{1, nan, 2}, 5); return err }, ErrMissing},
		"trend of two":    {func() error { _, err := SigmaTrend([]int{1, 2}, three[:2]); return err }, ErrTooFew},
		"trend, one year": {func() error { _, err := SigmaTrend([]int{1, 1, 1}, three); return err }, ErrSingular},
		"primacy of one":  {func() error { _, err := Primacy(three[:1], 2); return err }, ErrTooFew},
		"primacy of all":  {func() error { _, err := Primacy(three, 4); return err }, ErrTooFew},
		"primacy of zero": {func() error { _, err := Primacy([]float64{1, 0}, 2); return err }, ErrTotal},
		"rank of equals":  {func() error { _, err := FitRankSize([]float64{2, 2, 2}, 0.5); return err }, ErrConstant},
		"quotient": {func() error { _, _, err := LocationQuotients([][]float64{{0, 0}, {1, 2}}); return err },
			ErrTotal},
		"ragged":        {func() error { _, _, err := LocationQuotients([][]float64{{1, 0}, {1}}); return err }, ErrLength},
		"no structure":  {func() error { _, err := Similarity([]float64{0, 0}, []float64{1, 0}); return err }, ErrTotal},
		"not in b":      {func() error { _, err := TheilSpecialisation(three, []float64{0, 1, 2}); return err }, ErrZero},
		"shift of none": {func() error { _, err := ShiftShareOf(nil, nil, nil, nil); return err }, ErrTooFew},
		"not in nation": {func() error { _, err := ShiftShareOf(three, three, []float64{0, 1, 1}, three); return err },
			ErrZero},
		"no growth": {func() error { _, err := TechnologyContribution(0, 1, 1, 0.3); return err }, ErrZero},
		"shrinking": {func() error { _, err := TechnologyContribution(-1, 1, 1, 0.3); return err }, ErrNegative},
		"α of 2":    {func() error { _, err := TechnologyContribution(1, 1, 1, 2); return err }, ErrSetting},
		"stock gone": {func() error { _, err := PerpetualInventory(1, []float64{-5}, 0.1); return err },
			ErrNegative},
		"one-sided":   {func() error { _, err := Contiguity([][]int{{1}, {}}); return err }, ErrNeighbour},
		"islands":     {func() error { _, err := Contiguity([][]int{{}, {}}); return err }, ErrNeighbour},
		"Moran's one": {func() error { _, err := w.Moran([]float64{5, 5, 5, 5}, 9, 1); return err }, ErrConstant},
		"Moran, gap":  {func() error { _, err := w.Local([]float64{5, 5, nan, 5}, 9, 1); return err }, ErrMissing},
		"Moran, more": {func() error { _, err := w.Moran(first, 9, 1); return err }, ErrLength},
		"no moves":    {func() error { _, err := MarkovOf([][]int{{0}}, 2); return err }, ErrTooFew},
	} {
		var e *Error
		if err := c.ask(); !errors.Is(err, c.expected) || !errors.As(err, &e) {
			t.Errorf("%s: %v, expected %v", name, err, c.expected)
		}
	}
}

func TestIslandsAndNewIndustries(t *testing.T) {
	near := grid(2, 3)
	near = append(near, nil)
	w, err := Contiguity(near)
	if err != nil || w.Islands() != 1 {
		t.Fatal(w, err)
	}
	x := []float64{1, 2, 3, 4, 5, 6, 50}
	m, err := w.Moran(x, 99, 1)
	local, err2 := w.Local(x, 99, 1)
	if err := errors.Join(err, err2); err != nil || local[6] != (Local{P: 1}) || math.IsNaN(m.Z) {
		t.Error(m, local, err)
	}
	s, err := ShiftShareOf([]float64{10, 0}, []float64{10, 5}, []float64{100, 0}, []float64{110, 7})
	if err != nil || s.Competitive[1] != 5 || s.National[1] != 0 {
		t.Error(s, err)
	}
	_, ok, err := LocationQuotients([][]float64{{1, 0}, {2, 0}})
	if err != nil || !slices.Equal(ok, []bool{true, false}) {
		t.Error(ok, err)
	}
}

func ExampleTechnologyContribution() {
	g, _ := TechnologyContribution(0.065, 0.08, 0.004, 0.35)
	fmt.Printf("α %.2f: technology %.1f %%, capital %.1f %%, labour %.1f %%\n", g.Alpha, 100*g.Technology,
		100*g.Capital, 100*g.Labour)
	// Output: α 0.35: technology 52.9 %, capital 43.1 %, labour 4.0 %
}

// Whatever the input, an answer is finite, or there is an error.
func TestNeverNaN(t *testing.T) {
	wild := rapid.SampledFrom([]float64{0, 5e-324, 1e-308, 1e-160, 1, 3, 1e150, 1e300, 1.7e308, -1, math.NaN(),
		math.Inf(1)})
	w, _ := Contiguity(grid(2, 2))
	rapid.Check(t, func(t *rapid.T) {
		draw := func(what string, n int) []float64 { return rapid.SliceOfN(wild, n, n).Draw(t, what) }
		sound := func(what string, err error, values ...float64) {
			for _, v := range values {
				if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
					t.Fatalf("%s: %v", what, values)
				}
			}
		}
		n := rapid.IntRange(0, 6).Draw(t, "n")
		a, b := draw("a", n), draw("b", n)
		for name, f := range map[string]func(a, b []float64) (float64, error){"Krugman": Krugman,
			"Hoover": HooverSpecialisation, "Theil": TheilSpecialisation, "cosine": Similarity,
			"primacy": func(a, _ []float64) (float64, error) { return Primacy(a, 2) }} {
			v, err := f(a, b)
			sound(name, err, v)
		}
		if c, err := Beta(a, b, 5); err == nil {
			sound("β", nil, c.Slope.Value, c.Slope.SE, c.Slope.T, c.Slope.P, c.Speed.Value, c.Speed.SE, c.Speed.T, c.Speed.P,
				c.R2, c.HalfLife)
		}
		if r, err := FitRankSize(a, 0.5); err == nil {
			sound("rank and size", nil, r.Exponent, r.SE, r.Intercept, r.R2)
		}
		if q, _, err := LocationQuotients([][]float64{a, b}); err == nil {
			sound("quotients", nil, slices.Concat(q...)...)
		}
		if s, err := ShiftShareOf(a, b, draw("nation", n), draw("nation after", n)); err == nil {
			sound("shift–share", nil, slices.Concat(s.Change, s.National, s.Mix, s.Competitive, s.Homothetic, s.Allocation)...)
			sound("its sums", nil, s.Total.Change, s.Total.Mix, s.Total.Competitive)
		}
		x := draw("map", 4)
		if m, err := w.Moran(x, 9, 1); err == nil {
			sound("Moran", nil, m.I, m.SD, m.Z, m.P)
		}
		if l, err := w.Local(x, 9, 1); err == nil {
			sound("local", nil, l[0].I, l[1].I, l[2].I, l[3].I)
		}
		if l, err := ConvergenceTest([][]float64{draw("path", 8), draw("path", 8)}, 0.3); err == nil {
			sound("log t", nil, l.B, l.SE, l.T)
		}
		y := draw("growth", 3)
		if g, err := TechnologyContribution(y[0], y[1], y[2], 0.35); err == nil {
			sound("technology", nil, g.Technology, g.Capital, g.Labour, g.Residual)
		}
		stock, err := PerpetualInventory(y[0], y[1:], 0.1)
		sound("stock", err, stock...)
	})
}
