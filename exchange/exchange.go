// Package exchange takes facts in and out of the files people keep them in: CSV and xlsx, one
// observation a row (long) or one period a column (wide), in Chinese or English.
//
// Reading is a pure function from bytes to batches and findings. Every problem is found in one run
// and names its cell; as long as one of them is an error there are no batches, so that nothing is
// half accepted. What is written reads back to the same ledger, hash for hash.
package exchange

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// Limits of one import, unless Options state others. They bound memory: at both limits an import
// holds less than a gigabyte.
const (
	DefaultMaxBytes = 64 << 20 // of a file, and of what a workbook unpacks to
	DefaultMaxRows  = 2_000_000
)

// maxFindings bounds how many findings one import lists; one more says how many are left out.
const maxFindings = 10_000

// Options say what a file itself may leave out.
type Options struct {
	// Known is the moment of the import: rows that state none are known from it, and none may state
	// a later one. Zero takes the moment from which the source of the row was known, as the facts
	// of a package do.
	Known     measure.Instant
	Indicator string // indicator of rows in files without such a column
	Reporter  string // body that reports, for rows that name none
	Note      string // note on the batch
	// Supersedes is the ID of a batch that the first of the new batches withdraws.
	Supersedes string
	MaxBytes   int // DefaultMaxBytes where zero
	MaxRows    int // DefaultMaxRows where zero
}

// Read reads a CSV file or a workbook, told apart by content. It returns batches in the order of
// their moment, ready to append: one for each moment from which rows are known, or the batches of
// the ledger where the file is an export of one. There are no batches if a finding is an error.
//
// A batch's ID is a hash of what it says and of the file's name, so that the same file appended
// twice is refused by the ledger.
func Read(file string, data []byte, s *Schema, o Options) ([]fact.Batch, []finding.Finding) {
	r := newReader(s, o)
	r.origin = path.Base(file)
	r.file(file, data)
	return r.result()
}

// ReadPackageFacts reads the CSV files in a directory of a package, in the order of their names, as
// one import. Rows without a moment are known from the publication of their source. A directory
// that does not exist holds no facts.
func ReadPackageFacts(fsys fs.FS, dir string, s *Schema) ([]fact.Batch, []finding.Finding) {
	r := newReader(s, Options{})
	r.origin = dir
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.report(Unreadable, finding.Pos{File: dir}, dir, "found", err.Error())
	}
	for _, e := range entries {
		if e.IsDir() || path.Ext(e.Name()) != ".csv" {
			continue
		}
		name := path.Join(dir, e.Name())
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			r.report(Unreadable, finding.Pos{File: name}, name, "found", err.Error())
			continue
		}
		r.file(name, data)
	}
	return r.result()
}

// reader is one import: tables go in, batches come out.
type reader struct {
	Options
	schema   *Schema
	origin   string
	findings []finding.Finding
	withheld int // findings beyond maxFindings
	failed   bool
	rows     int

	groups map[groupKey]*group
	latest *group // the group of the row before
	seen   map[cellKey]place
	caches
}

// groupKey tells batches apart: by moment, or by name in the export of a ledger.
type groupKey struct {
	known measure.Instant
	batch string
}

type group struct {
	groupKey
	order  int  // groups come in this order
	stated bool // the moment stands in the file or its sources, not in Options
	fact.Batch
}

// cellKey is a cell of the ledger at one moment, in few bytes.
type cellKey struct {
	indicator *plan.Indicator
	area      int32
	period    measure.Period
	known     measure.Instant
}

// place remembers where a cell was first given.
type place struct {
	table *table
	line  int32
}

func newReader(s *Schema, o Options) *reader {
	o.MaxBytes = cmp.Or(o.MaxBytes, DefaultMaxBytes)
	o.MaxRows = cmp.Or(o.MaxRows, DefaultMaxRows)
	return &reader{Options: o, schema: s, groups: map[groupKey]*group{}, seen: map[cellKey]place{},
		caches: newCaches()}
}

// file reads one file by what it holds.
func (r *reader) file(name string, data []byte) {
	at := finding.Pos{File: name}
	switch {
	case len(data) > r.MaxBytes:
		r.report(TooLarge, at, name, "found", strconv.Itoa(len(data)), "expected", strconv.Itoa(r.MaxBytes))
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		r.workbook(name, data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		r.report(OldWorkbook, at, name)
	default:
		r.csv(name, data)
	}
}

// report adds a finding; an error fails the import.
func (r *reader) report(c *finding.Code, at finding.Pos, subject string, pairs ...string) {
	r.failed = r.failed || c.Severity == finding.Error
	if len(r.findings) >= maxFindings {
		r.withheld++
		return
	}
	r.findings = append(r.findings, finding.New(c, at, subject, pairs...))
}

// group returns the group of a key; the first to ask for it says whether its moment is stated.
func (r *reader) group(key groupKey, stated bool) *group {
	if g := r.latest; g != nil && g.groupKey == key {
		return g
	}
	g := r.groups[key]
	if g == nil {
		g = &group{groupKey: key, order: len(r.groups), stated: stated}
		g.Known = key.known
		r.groups[key] = g
	}
	r.latest = g
	return g
}

// add takes in an observation that is right. Room is doubled, for a million rows are moved less
// often than append would.
func (g *group) add(o *fact.Observation) {
	if n := len(g.Observations); n == cap(g.Observations) {
		g.Observations = slices.Grow(g.Observations, n+16)
	}
	g.Observations = append(g.Observations, *o)
}

// result gives the batches, or none if anything is wrong, and what was found, by position.
func (r *reader) result() ([]fact.Batch, []finding.Finding) {
	if r.withheld > 0 {
		r.findings = append(r.findings, finding.New(MoreFindings, finding.Pos{File: r.origin}, r.origin,
			"found", strconv.Itoa(r.withheld)))
	}
	finding.Sort(r.findings)
	if r.failed {
		return nil, r.findings
	}
	groups := make([]*group, 0, len(r.groups))
	for _, g := range r.groups {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(a.Known, b.Known), cmp.Compare(a.order, b.order))
	})
	return r.batches(groups), r.findings
}

// batches finishes the batches of the groups. Those of an export are as the ledger had them.
func (r *reader) batches(groups []*group) []fact.Batch {
	batches := make([]fact.Batch, 0, len(groups))
	first := true
	for _, g := range groups {
		b := &g.Batch
		if g.batch == "" {
			b.Origin, b.Reporter, b.Note = r.origin, r.Reporter, r.Note
			if first {
				b.Supersedes = r.Supersedes
			}
			first = false
			b.ID = contentID(b, g.stated)
		}
		batches = append(batches, *b)
	}
	return batches
}

// contentID names a batch by its content: the first half of a SHA-256, in hexadecimal. A moment
// that is merely that of the import has no part in it.
func contentID(b *fact.Batch, known bool) string {
	digest := b.Digest()
	text := append(digest[:], strings.Join([]string{b.Origin, b.Reporter, b.Supersedes}, "\x00")...)
	if known {
		text = binary.BigEndian.AppendUint64(text, uint64(b.Known))
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}
