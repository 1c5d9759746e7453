package decimal

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestRound(t *testing.T) {
	for _, c := range []struct {
		num, den int64
		places   int
		want     string
	}{
		{15, 100, 1, "0.2"}, {25, 100, 1, "0.2"}, {-25, 100, 1, "-0.2"}, {-35, 100, 1, "-0.4"},
		{1, 3, 3, "0.333"}, {2, 3, 0, "1"}, {1, 2, 0, "0"}, {3, 2, 0, "2"}, {250001, 1000000, 1, "0.3"},
		{7, 1, 2, "7.00"}, {-1, 1000, 2, "0.00"},
	} {
		if got := Round(big.NewRat(c.num, c.den), c.places).String(); got != c.want {
			t.Errorf("%d/%d to %d places: %s, want %s", c.num, c.den, c.places, got, c.want)
		}
	}
	for s, want := range map[string]string{"0.0004": "0.0004", "0.00046": "0.0005", "0.04": "0.04", "0": "0.00",
		"0.006": "0.01", "-0.0041": "-0.004", "12.345": "12.34"} {
		x, _ := new(big.Rat).SetString(s)
		if got := RoundKeeping(x, 2).String(); got != want {
			t.Errorf("%s keeping a digit: %s, want %s", s, got, want)
		}
	}
	if !Round(nil, 2).IsNone() || !Percent(0, 0, 1).IsNone() || Percent(2, 3, 1).String() != "66.7" {
		t.Error("None or percent")
	}
	huge := new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 80))
	if !Round(huge, 0).IsNone() {
		t.Error("what does not fit must be None")
	}
}

func TestParse(t *testing.T) {
	for _, s := range []string{"0", "0.05", "-1.250", "75", "12345.678901", "0.000000000001"} {
		if d, err := Parse(s); err != nil || d.String() != s {
			t.Errorf("%s: %s, %v", s, d, err)
		}
	}
	for _, s := range []string{"", ".", "-", ".5", "1e3", "0x1", "1.2.3", "1.-2", "--1", "1,2", "9223372036854775808",
		"-9223372036854775808", "0.0000000000001", " 1", "1_0"} {
		if d, err := Parse(s); err == nil {
			t.Errorf("%q read as %s", s, d)
		}
	}
}

func TestPropertyTextAndFractionAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Decimal{rapid.Int64Range(-1e15, 1e15).Draw(t, "units"), int8(rapid.IntRange(0, 9).Draw(t, "places"))}
		back, err := Parse(d.String())
		if err != nil || back != d {
			t.Fatalf("%v reads back as %v, %v", d, back, err)
		}
		if r := Round(d.Rat(), int(d.Places)); r != d {
			t.Fatalf("%v rounds to %v", d, r)
		}
		if at, ok := d.At(9); ok && (Decimal{at, 9}).Rat().Cmp(d.Rat()) != 0 {
			t.Fatalf("%v at nine places is %d", d, at)
		}
	})
}

func TestPropertyQuotientsRoundAsFractionsDo(t *testing.T) {
	whole := rapid.OneOf(rapid.Int64Range(-1000, 1000), rapid.Int64())
	rapid.Check(t, func(t *rapid.T) {
		num, den, places := whole.Draw(t, "num"), whole.Draw(t, "den"), rapid.IntRange(0, 15).Draw(t, "places")
		want := None
		if den != 0 {
			want = Round(big.NewRat(num, den), places)
		}
		if got := Quo(num, den, places); got != want {
			t.Fatalf("%d ÷ %d to %d places: %v, want %v", num, den, places, got, want)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0.05", "-1", "+3.", "", "1e5", "00.10"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		if back, err := Parse(d.String()); err != nil || back != d {
			t.Errorf("%q is %v, which reads back as %v, %v", s, d, back, err)
		}
	})
}
