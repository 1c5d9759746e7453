package settlement

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/yipanqi/yipanqi/measure"
)

// Kind is why an entry is posted.
type Kind string

// Kinds of entries. There is none that reverses: what was posted stays, and a difference corrects it.
const (
	KindSettlement Kind = "settlement" // what a compact comes to in a period
	KindDifference Kind = "difference" // what it would come to now, less what was posted
	KindNetting    Kind = "netting"    // claims replaced by the transfers they net to
	KindPayment    Kind = "payment"    // money that was moved
)

// Kinds lists them.
var Kinds = []Kind{KindSettlement, KindDifference, KindNetting, KindPayment}

// Line is one side of an entry.
type Line struct {
	Party   string `json:"party"`
	Account string `json:"account"`           // id of the compact, or of another account such as one for clearing
	Fen     Fen    `json:"fen"`               // above zero: is owed more (or owes less); below: owes more
	Outside bool   `json:"outside,omitempty"` // a grantor who is no party to the agreement
	Purpose string `json:"purpose,omitempty"` // which rule and payment
}

// Verdict is one finding of a settlement as its statement shows it. The package keeps it as it is.
type Verdict struct {
	ID       string         `json:"id"` // rule, instance and payment
	Period   measure.Period `json:"period"`
	Outcome  string         `json:"outcome"`
	Fen      Fen            `json:"fen"`
	Values   []Value        `json:"values,omitempty"` // the numbers it rests on, in their order
	Note     string         `json:"note,omitempty"`   // what is wanting, and from whom
	Evidence []string       `json:"evidence,omitempty"`
}

// Value is a number with its name, written as it is to be shown.
type Value struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
}

// String writes the value for a statement: a dash where there is none, and no unit of bare numbers.
func (v Value) String() string {
	switch {
	case v.Value == "":
		return v.Name + " = —"
	case v.Unit == "" || v.Unit == "1":
		return v.Name + " = " + v.Value
	}
	return v.Name + " = " + v.Value + " " + v.Unit
}

// Entry is one posting: all its lines or none.
type Entry struct {
	ID            string          `json:"id"`
	Kind          Kind            `json:"kind"`
	Compact       string          `json:"compact,omitempty"`   // of a settlement or difference
	Version       string          `json:"version,omitempty"`   // of the compact's rules
	Period        measure.Period  `json:"period"`              // on whose statement it stands
	About         *measure.Period `json:"about,omitempty"`     // of a difference: the period settled anew
	Known         measure.Instant `json:"known"`               // from when the journal holds it
	Lines         []Line          `json:"lines,omitempty"`     // sum to zero in every account
	Verdicts      []Verdict       `json:"verdicts,omitempty"`  // of a settlement or difference
	Netting       *Netting        `json:"netting,omitempty"`   // of a netting
	Evidence      []string        `json:"evidence,omitempty"`  // references: readings, cells, records, vouchers
	StatementHash string          `json:"statement,omitempty"` // of the settlement's own document, if it has one
}

// Close closes an account through the end of a period: no entry is posted any more to a period that
// ends by then, so that statements up to it stay what they are.
type Close struct {
	ID      string          `json:"id"`
	Account string          `json:"account"`
	Period  measure.Period  `json:"period"`
	By      string          `json:"by"`
	Known   measure.Instant `json:"known"`
}

// Step is a step of a dispute.
type Step string

// Steps of disputes.
const (
	StepDispute    Step = "dispute"    // a party objects to an entry or line
	StepCounter    Step = "counter"    // a party says what it holds to be right
	StepResolution Step = "resolution" // it is over
)

// Mark is a statement about an entry. It moves no money: that takes a difference.
type Mark struct {
	ID      string          `json:"id"`
	Step    Step            `json:"step"`
	Dispute string          `json:"dispute,omitempty"` // ID of the mark answered; empty in a dispute
	Entry   string          `json:"entry,omitempty"`   // disputed; of a resolution the difference that ends it, if any
	Line    int             `json:"line,omitempty"`    // disputed, counted from 1; 0 is the whole entry
	By      string          `json:"by"`
	Reason  string          `json:"reason"`
	Lines   []Line          `json:"lines,omitempty"` // of a counter-statement: the lines held to be right
	Known   measure.Instant `json:"known"`
}

// Record is one item of a journal: an entry, a close or a mark. Exactly one is set.
type Record struct {
	Entry *Entry `json:"entry,omitempty"`
	Close *Close `json:"close,omitempty"`
	Mark  *Mark  `json:"mark,omitempty"`
}

// ID returns the name of the record, unique in a journal; empty for a record that is nothing.
func (r Record) ID() string {
	switch {
	case r.Entry != nil:
		return r.Entry.ID
	case r.Close != nil:
		return r.Close.ID
	case r.Mark != nil:
		return r.Mark.ID
	}
	return ""
}

// Known returns from when the journal holds the record.
func (r Record) Known() measure.Instant {
	switch {
	case r.Entry != nil:
		return r.Entry.Known
	case r.Close != nil:
		return r.Close.Known
	case r.Mark != nil:
		return r.Mark.Known
	}
	return 0
}

// Encode writes the record as the canonical JSON that is kept and hashed: fields in the order of their
// declaration, empty optional ones left out, no spaces, UTF-8 unescaped. The record must pass Check.
func (r Record) Encode() ([]byte, error) { return canonical(r) }

// Decode reads what Encode wrote, and nothing else: other JSON of the same meaning is refused, so that
// what was hashed is what is read.
func Decode(body []byte) (r Record, err error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Record{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if again, err := r.Encode(); err != nil || !bytes.Equal(again, body) {
		return Record{}, errors.Join(fmt.Errorf("%w: not as a record is written", ErrInvalid), err)
	}
	return r, nil
}

// canonical is the one JSON of a value made of structs, lists, texts and whole numbers.
func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Position is a place in a journal's hash chain.
type Position struct {
	N    int64    // number of records up to here
	Hash [32]byte // head of the chain
}

// chainFormat opens what is hashed, so that another encoding gives other hashes.
const chainFormat = "yipanqi-journal-1"

// Next returns the position after a record with the given encoding:
// head(n) = SHA-256(head(n-1) ‖ text(format) ‖ text(body)), a text preceded by its length (4 bytes).
func (p Position) Next(body []byte) Position {
	b := append(make([]byte, 0, 64+len(body)), p.Hash[:]...)
	for _, text := range [][]byte{[]byte(chainFormat), body} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(text)))
		b = append(b, text...)
	}
	return Position{p.N + 1, sha256.Sum256(b)}
}
