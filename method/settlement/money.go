package settlement

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Fen is an amount of money in hundredths of a yuan (分).
type Fen int64

// ErrOverflow means that an amount exceeds what a Fen can hold, about 92 quadrillion yuan.
var ErrOverflow = errors.New("the amount is too large")

// String writes the amount in yuan with exactly two decimals: -12345.60.
func (f Fen) String() string {
	sign, u := "", uint64(f)
	if f < 0 {
		sign, u = "-", -u
	}
	text := strconv.FormatUint(u, 10)
	if len(text) < 3 {
		text = "000"[len(text):] + text
	}
	return sign + text[:len(text)-2] + "." + text[len(text)-2:]
}

// Add returns f + g, or ErrOverflow.
func (f Fen) Add(g Fen) (Fen, error) {
	sum := f + g
	if g > 0 && sum < f || g < 0 && sum > f {
		return 0, ErrOverflow
	}
	return sum, nil
}

// Sum adds amounts in their order; ErrOverflow where a sum on the way does not fit.
func Sum(amounts ...Fen) (sum Fen, err error) {
	for _, f := range amounts {
		if sum, err = sum.Add(f); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Flaw is what keeps a text from being an amount.
type Flaw string

// Flaws of texts.
const (
	NotAnAmount Flaw = "not an amount"
	TooFine     Flaw = "finer than a fen"
	TooLarge    Flaw = "too large"
)

// AmountError refuses a text that should be an amount of money.
type AmountError struct {
	Text string
	Flaw Flaw
}

func (e *AmountError) Error() string {
	expected := "yuan with at most two decimals, such as 12345.60 or -12,345.60"
	if e.Flaw == TooLarge {
		expected = "an amount within ±92,233,720,368,547,758.07 yuan"
	}
	return fmt.Sprintf("%q is %s; expected %s", e.Text, e.Flaw, expected)
}

// ParseFen reads an amount in yuan, exactly: an optional sign, digits with or without commas between
// thousands, and at most two decimals other than zeros. It rounds nothing. The error is an *AmountError.
func ParseFen(s string) (Fen, error) {
	refuse := func(flaw Flaw) (Fen, error) { return 0, &AmountError{s, flaw} }
	text := strings.TrimSpace(s)
	negative := strings.HasPrefix(text, "-")
	if negative || strings.HasPrefix(text, "+") {
		text = text[1:]
	}
	whole, decimals, point := strings.Cut(text, ".")
	whole, ok := ungrouped(whole)
	if !ok || !areDigits(whole) || point && !areDigits(decimals) {
		return refuse(NotAnAmount)
	}
	decimals += "00"
	if strings.Trim(decimals[2:], "0") != "" {
		return refuse(TooFine)
	}
	if negative {
		whole = "-" + whole
	}
	fen, err := strconv.ParseInt(whole+decimals[:2], 10, 64)
	if err != nil {
		return refuse(TooLarge)
	}
	return Fen(fen), nil
}

// ungrouped takes the commas out of a number that has one before every three digits, or none.
func ungrouped(s string) (string, bool) {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if len(groups) > 1 && (i > 0 && len(g) != 3 || len(g) == 0 || len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func areDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
