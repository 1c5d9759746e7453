package water

import (
	"fmt"
	"math/bits"
	"strings"
)

// Item is a quantity of table 1 of GB 3838-2002.
type Item uint8

// The items, in the order of the table.
const (
	Temp     Item = iota // water temperature, ℃
	PH                   // without unit
	DO                   // dissolved oxygen, mg/L
	CODMn                // permanganate index, mg/L
	COD                  // chemical oxygen demand, mg/L
	BOD5                 // five-day biochemical oxygen demand, mg/L
	NH3N                 // ammonia nitrogen, mg/L
	TP                   // total phosphorus, mg/L
	TN                   // total nitrogen, mg/L
	Cu                   // mg/L, as all that follow but coliforms
	Zn                   //
	F                    // fluoride
	Se                   //
	As                   //
	Hg                   //
	Cd                   //
	Cr6                  // hexavalent chromium
	Pb                   //
	CN                   // cyanide
	Phenol               // volatile phenols
	Oil                  // petroleum
	LAS                  // anionic surfactants
	Sulfide              //
	Coliform             // faecal coliforms per litre
	Items    = 24
)

var itemNames = [Items]string{"temp", "ph", "do", "codmn", "cod", "bod5", "nh3n", "tp", "tn", "cu", "zn",
	"f", "se", "as", "hg", "cd", "cr6", "pb", "cn", "phenol", "oil", "las", "sulfide", "coliform"}

func (i Item) String() string { return itemNames[i] }

// ParseItem reads the name of an item.
func ParseItem(s string) (Item, error) {
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
type ItemSet uint32

// SetOf returns the set of the items.
func SetOf(items ...Item) (s ItemSet) {
	for _, i := range items {
		s |= 1 << i
	}
	return s
}

// Has reports whether the set has an item.
func (s ItemSet) Has(i Item) bool { return s>>i&1 != 0 }

// Len returns the number of items.
func (s ItemSet) Len() int { return bits.OnesCount32(uint32(s)) }

// Items returns the items in their order.
func (s ItemSet) Items() []Item {
	items := make([]Item, 0, s.Len())
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
