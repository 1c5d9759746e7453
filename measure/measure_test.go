package measure

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestStatuses(t *testing.T) {
	if len(Statuses) != 12 {
		t.Errorf("%d statuses", len(Statuses))
	}
	for _, s := range Statuses {
		if !s.Valid() {
			t.Errorf("%s is listed but not valid", s)
		}
		if want := s == "L" || s == "M" || s == "H" || s == "Q"; s.NoValue() != want {
			t.Errorf("%s.NoValue() = %v", s, s.NoValue())
		}
	}
	for _, s := range []Status{"", "a", "G", "AA"} {
		if s.Valid() {
			t.Errorf("%q is valid", s)
		}
	}
}

func TestMissingIsNeverANumber(t *testing.T) {
	if !IsMissing(Missing) || !IsMissing(Missing+1) || !IsMissing(Missing*0) || IsMissing(0) {
		t.Error("missing is lost in arithmetic")
	}
	if Format(Missing, 2) != "" || Shortest(Missing) != "" || !IsMissing(Round(Missing, 1, Up)) {
		t.Error("missing is shown as a number")
	}
}

// The examples for half to even are those of GB/T 8170-2008, section 3.
func TestRound(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		rule     Rounding
		want     float64
	}{
		{12.1498, 0, HalfEven, 12}, {12.1498, 1, HalfEven, 12.1},
		{1268, -2, HalfEven, 1300}, {10.502, 0, HalfEven, 11},
		{1.050, 1, HalfEven, 1.0}, {0.35, 1, HalfEven, 0.4},
		{2500, -3, HalfEven, 2000}, {3500, -3, HalfEven, 4000},
		{0.0325, 3, HalfEven, 0.032}, {32500, -3, HalfEven, 32000},
		{-355, -1, HalfEven, -360}, {-325, -1, HalfEven, -320},
		{-365, -1, HalfEven, -360}, {-0.0365, 3, HalfEven, -0.036},
		{15.4546, 0, HalfEven, 15}, // once, not through 15.455, 15.46 and 15.5
		{0.15, 1, HalfEven, 0.2}, {0.25, 1, HalfEven, 0.2}, {2.675, 2, HalfEven, 2.68},
		{1.005, 2, HalfEven, 1}, {1.005, 2, HalfUp, 1.01}, {-1.005, 2, HalfUp, -1.01},
		{2.5, 0, HalfUp, 3}, {-2.5, 0, HalfUp, -3}, {2.4, 0, HalfUp, 2},
		{2.0000001, 0, Up, 3}, {-2.0000001, 0, Up, -3}, {2, 0, Up, 2}, {0.1, 1, Up, 0.1},
		{0, 2, Up, 0}, {1e300, 2, HalfEven, 1e300}, {5e-324, 3, HalfEven, 0},
		{5e-324, 3, Up, 0.001}, {-0.4, 0, HalfEven, 0}, {9007199254740993, 0, HalfEven, 9007199254740992},
		{0.5, 20, HalfEven, 0.5}, {1234567, -20, HalfEven, 0},
	} {
		got := Round(c.v, c.decimals, c.rule)
		if got != c.want || math.Signbit(got) != (c.want < 0) {
			t.Errorf("Round(%v, %d, %d) = %v, want %v", c.v, c.decimals, c.rule, got, c.want)
		}
	}
	if inf := math.Inf(-1); Round(inf, 2, HalfEven) != inf {
		t.Error("an infinity is not left alone")
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{{66.25, 1, "66.2"}, {60, 2, "60.00"}, {-0.001, 2, "0.00"}, {12345, -2, "12300"}, {0.005, 2, "0.00"}} {
		if got := Format(c.v, c.decimals); got != c.want {
			t.Errorf("Format(%v, %d) = %q, want %q", c.v, c.decimals, got, c.want)
		}
	}
	for v, want := range map[float64]string{0.1: "0.1", 1e21: "1000000000000000000000", -7: "-7",
		math.Copysign(0, -1): "0"} {
		if got := Shortest(v); got != want {
			t.Errorf("Shortest(%v) = %q, want %q", v, got, want)
		}
	}
}

// roundable draws numbers of every size, many of them decimals at or beside a half.
var roundable = rapid.OneOf(
	rapid.Float64(),
	rapid.Float64Range(-1e6, 1e6),
	rapid.Custom(func(t *rapid.T) float64 {
		n := rapid.IntRange(-1e9, 1e9).Draw(t, "n")
		v := (float64(n)*10 + 5) / powers[rapid.IntRange(0, 9).Draw(t, "d")]
		for range rapid.IntRange(0, 2).Draw(t, "beside") {
			v = math.Nextafter(v, 0)
		}
		return v
	}))

func TestRoundFastIsRoundExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := roundable.Draw(t, "v")
		d := rapid.IntRange(-14, 14).Draw(t, "decimals")
		r := Rounding(rapid.IntRange(0, 2).Draw(t, "rule"))
		got, want := Round(v, d, r), roundExact(v, d, r)
		if math.Float64bits(got) != math.Float64bits(want) {
			t.Fatalf("Round(%v, %d, %d) = %v, want %v", v, d, r, got, want)
		}
		if again := Round(got, d, r); again != got {
			t.Fatalf("rounding %v again gives %v", got, again)
		}
	})
}

func BenchmarkRound(b *testing.B) {
	for b.Loop() {
		Round(66.247, 1, HalfEven)
	}
}
