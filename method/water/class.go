package water

import (
	"fmt"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
)

// Class is a class of water quality, the better the lower.
type Class uint8

// The classes.
const (
	NoClass Class = iota // no data, or an item without limits
	ClassI
	ClassII
	ClassIII
	ClassIV
	ClassV
	BeyondV // 劣Ⅴ: worse than V
	classes = 7
)

var classNames = [classes]string{"", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"}

func (c Class) String() string { return classNames[c] }

// In returns the class as a reader of l knows it; empty for NoClass.
func (c Class) In(l locale.Lang) string {
	switch {
	case c == NoClass:
		return ""
	case l == locale.EN:
		return [classes]string{"", "I", "II", "III", "IV", "V", "worse than V"}[c]
	}
	return c.String() + "类"
}

// ParseClass reads a class as files write it: Ⅲ, III, 3, Ⅲ类, 劣Ⅴ, 劣V类.
func ParseClass(s string) (Class, error) {
	roman := strings.NewReplacer("Ⅰ", "I", "Ⅱ", "II", "Ⅲ", "III", "Ⅳ", "IV", "Ⅴ", "V").
		Replace(strings.TrimSuffix(strings.TrimSpace(s), "类"))
	for c, names := range [classes][]string{{}, {"I", "1"}, {"II", "2"}, {"III", "3"}, {"IV", "4"}, {"V", "5"},
		{"劣V", "劣5", "6"}} {
		for _, name := range names {
			if roman == name {
				return Class(c), nil
			}
		}
	}
	return NoClass, fmt.Errorf("class %q: expected Ⅰ, Ⅱ, Ⅲ, Ⅳ, Ⅴ or 劣Ⅴ", s)
}

// MarshalText writes the class as String does.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a class as ParseClass does.
func (c *Class) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClass(string(text))
	return err
}

// Water is the kind of a body of water; total phosphorus and nitrogen have other limits in lakes.
type Water uint8

// The kinds.
const (
	River Water = iota
	Lake        // lakes and reservoirs
)

func (w Water) String() string { return [...]string{"river", "lake"}[w] }

// ParseWater reads river or lake, or 河流, 湖库, 湖泊, 水库.
func ParseWater(s string) (Water, error) {
	switch s {
	case "river", "河流":
		return River, nil
	case "lake", "湖库", "湖泊", "水库":
		return Lake, nil
	}
	return River, fmt.Errorf("water %q: expected river or lake", s)
}

// MarshalText writes the kind's name.
func (w Water) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads a kind as ParseWater does.
func (w *Water) UnmarshalText(text []byte) (err error) {
	*w, err = ParseWater(string(text))
	return err
}
