package fact

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"

	"github.com/yipanqi/yipanqi/measure"
)

// chainFormat opens every batch header, so that another encoding gives other hashes.
const chainFormat = "yipanqi-ledger-1"

// missingBits is the one NaN that stands for "no value" in hashed bytes.
const missingBits = 0x7ff8000000000000

// AppendBinary appends the canonical bytes of o, without Seq and Known, to dst. Numbers are
// big-endian, texts are preceded by their length in bytes. See docs/format/ledger.md.
func (o *Observation) AppendBinary(dst []byte) ([]byte, error) {
	bits := math.Float64bits(o.Value + 0) // -0 becomes 0
	if measure.IsMissing(o.Value) {
		bits = missingBits
	}
	dst = appendText(dst, o.Indicator)
	dst = appendText(dst, o.Area)
	dst = append(dst, byte(o.Period.Freq))
	dst = binary.BigEndian.AppendUint32(dst, uint32(o.Period.Ord))
	dst = binary.BigEndian.AppendUint64(dst, bits)
	dst = append(dst, byte(o.Decimals))
	dst = appendText(dst, string(o.Status))
	dst = appendText(dst, o.Source)
	dst = appendText(dst, o.Page)
	dst = appendText(dst, string(o.Grade))
	dst = appendText(dst, o.Reporter)
	dst = appendText(dst, o.Method)
	dst = appendText(dst, o.Note)
	return dst, nil
}

// Digest hashes the observations of one batch in their order.
type Digest struct {
	hash hash.Hash
	buf  []byte
}

// NewDigest returns the digest of no observations.
func NewDigest() *Digest { return &Digest{hash: sha256.New()} }

// Add takes in the next observation.
func (d *Digest) Add(o *Observation) {
	d.buf, _ = o.AppendBinary(d.buf[:0]) // cannot fail
	d.hash.Write(d.buf)
}

// Sum returns the SHA-256 over what was added.
func (d *Digest) Sum() (sum [32]byte) {
	d.hash.Sum(sum[:0])
	return sum
}

// Digest returns the digest of b's observations.
func (b *Batch) Digest() [32]byte {
	d := NewDigest()
	for i := range b.Observations {
		d.Add(&b.Observations[i])
	}
	return d.Sum()
}

// Next returns the position after a batch of count observations with the given digest is appended
// at p. Of b only the header is read: its ID, origin, reporter, note, withdrawal and moment.
func (p Position) Next(b *Batch, count int64, digest [32]byte) Position {
	header := append([]byte(nil), p.Hash[:]...)
	header = appendText(header, chainFormat)
	for _, s := range []string{b.ID, b.Origin, b.Reporter, b.Note, b.Supersedes} {
		header = appendText(header, s)
	}
	header = binary.BigEndian.AppendUint64(header, uint64(b.Known))
	header = binary.BigEndian.AppendUint64(header, uint64(count))
	header = append(header, digest[:]...)
	return Position{Seq: p.Seq + count, Hash: sha256.Sum256(header)}
}

func appendText(dst []byte, s string) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(s)))
	return append(dst, s...)
}
