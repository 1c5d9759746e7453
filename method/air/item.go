package air

import (
	"fmt"
	"math/bits"
	"strings"
)

// Item is a pollutant as the daily report counts it.
type Item uint8

// The items, in the order of tables and of ties. Ozone counts twice: by the day's highest mean of
// eight hours, and by its highest hour, which the report of 2012 has beside it.
const (
	PM25   Item = iota // mean of the day, µg/m³
	PM10               // mean of the day, µg/m³
	SO2                // mean of the day, µg/m³
	NO2                // mean of the day, µg/m³
	CO                 // mean of the day, mg/m³
	O3                 // highest mean of eight hours, µg/m³
	O3Peak             // highest hour, µg/m³
	Items  = 7
)

// HourItems is the number of items an hourly reading has: those before O3Peak. The hourly reading of
// O3 is the mean of the hour.
const HourItems = 6

// Basic are the six pollutants that every index and assessment asks for.
const Basic ItemSet = 1<<PM25 | 1<<PM10 | 1<<SO2 | 1<<NO2 | 1<<CO | 1<<O3

var itemNames = [Items]string{"pm25", "pm10", "so2", "no2", "co", "o3_8h", "o3_1h"}

func (i Item) String() string { return itemNames[i] }

// HourName returns the item's name in hourly data, where ozone is "o3".
func (i Item) HourName() string {
	if i == O3 {
		return "o3"
	}
	return i.String()
}

// Unit returns the unit of the item's concentrations.
func (i Item) Unit() string {
	if i == CO {
		return "mg/m³"
	}
	return "µg/m³"
}

// ParseItem reads the name of a daily item; "o3" is the highest mean of eight hours.
func ParseItem(s string) (Item, error) {
	if s == "o3" {
		return O3, nil
	}
	for i, name := range itemNames {
		if s == name {
			return Item(i), nil
		}
	}
	return 0, fmt.Errorf("item %q: expected one of %s", s, strings.Join(itemNames[:], ", "))
}

// MarshalText writes the item's name.
func (i Item) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads the item's name.
func (i *Item) UnmarshalText(text []byte) (err error) {
	*i, err = ParseItem(string(text))
	return err
}

// ItemSet is a set of items.
type ItemSet uint8

// Has reports whether the set has an item.
func (s ItemSet) Has(i Item) bool { return s>>i&1 != 0 }

// Len returns the number of items.
func (s ItemSet) Len() int { return bits.OnesCount8(uint8(s)) }

// Items returns the items in their order.
func (s ItemSet) Items() []Item {
	items := make([]Item, 0, Items)
	for i := range Item(Items) {
		if s.Has(i) {
			items = append(items, i)
		}
	}
	return items
}

// String joins the names by commas.
func (s ItemSet) String() string {
	var names []string
	for _, i := range s.Items() {
		names = append(names, i.String())
	}
	return strings.Join(names, ",")
}

// MarshalText writes the names joined by commas.
func (s ItemSet) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
