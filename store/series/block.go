package series

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"math/bits"

	"github.com/yipanqi/yipanqi/monitor"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// place is what a block says about itself: where its readings belong. Numbers count from 0 in the
// lists of the index.
type place struct {
	batch, site, item int
	step              monitor.Step
	first             monitor.Slot
	n                 int
}

// What follows in a block.
const (
	hasHoles = 1 << iota // a bit for each value, set where there is one
	hasVoids
	hasFlags
	isDelta
)

// maxWidth is the width of the difference of two values, with its sign.
const maxWidth = 33

var errBlock = errors.New("is not a block")

// encoder makes blocks. Its buffers are used again.
type encoder struct {
	present []int32
	deltas  []uint64
	levels  []uint64
}

// append appends the block of a run to dst: place, shape, holes, voids, flags, packed values, CRC.
func (e *encoder) append(dst []byte, p place, r *monitor.Run) []byte {
	start := len(dst)
	for _, n := range []int{p.batch, p.site, p.item, int(p.step)} {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	dst = binary.AppendVarint(dst, int64(p.first))
	dst = binary.AppendUvarint(dst, uint64(p.n))
	e.present = e.present[:0]
	var voids []int
	for i, v := range r.Values {
		switch v {
		case monitor.Missing:
		case monitor.Void:
			voids = append(voids, i)
		default:
			e.present = append(e.present, v)
		}
	}
	values, delta := e.pack()
	shape := byte(0)
	for bit, set := range map[byte]bool{hasHoles: len(e.present) < p.n, hasVoids: len(voids) > 0,
		hasFlags: len(r.Flags) > 0, isDelta: delta} {
		if set {
			shape |= bit
		}
	}
	dst = append(dst, shape)
	if shape&hasHoles != 0 {
		dst = appendHoles(dst, r.Values)
	}
	if shape&hasVoids != 0 {
		dst = binary.AppendUvarint(dst, uint64(len(voids)))
		for _, i := range voids {
			dst = binary.AppendUvarint(dst, uint64(i))
		}
	}
	if shape&hasFlags != 0 {
		dst = binary.AppendUvarint(dst, uint64(len(r.Flags)))
		for _, f := range r.Flags {
			dst = append(binary.AppendUvarint(dst, uint64(f.At)), byte(f.Flag))
		}
	}
	dst = append(dst, values...)
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
}

func appendHoles(dst []byte, values []int32) []byte {
	at := len(dst)
	dst = append(dst, make([]byte, (len(values)+7)/8)...)
	for i, v := range values {
		if v > monitor.Void {
			dst[at+i/8] |= 1 << (i % 8)
		}
	}
	return dst
}

// pack packs the present values: as their height over the least, or as differences from one to the
// next, whichever is shorter, in units of their greatest common divisor.
func (e *encoder) pack() (packed []byte, delta bool) {
	if len(e.present) == 0 {
		return nil, false
	}
	low := int64(math.MaxInt64)
	var divisor uint64
	for _, v := range e.present {
		low = min(low, int64(v))
		divisor = gcd(divisor, magnitude(int64(v)))
	}
	divisor = max(divisor, 1)
	e.levels, e.deltas = e.levels[:0], e.deltas[:0]
	for i, v := range e.present {
		e.levels = append(e.levels, uint64(int64(v)-low)/divisor)
		if i > 0 {
			e.deltas = append(e.deltas, zigzag((int64(v)-int64(e.present[i-1]))/int64(divisor)))
		}
	}
	levelWidth, levelBits := bestWidth(e.levels)
	deltaWidth, deltaBits := bestWidth(e.deltas)
	if deltaBits < levelBits {
		return appendPacked(divisor, int64(e.present[0]), e.deltas, deltaWidth), true
	}
	return appendPacked(divisor, low, e.levels, levelWidth), false
}

// exceptionBits is about what a value wider than the others costs beside its low bits.
const exceptionBits = 24

// bestWidth returns the width that packs values in the fewest bits, wider ones as exceptions.
func bestWidth(values []uint64) (width, cost int) {
	var ofWidth [maxWidth + 1]int
	for _, v := range values {
		ofWidth[bits.Len64(v)]++
	}
	wider, cost := 0, math.MaxInt
	for w := maxWidth; w >= 0; w-- {
		if c := len(values)*w + wider*exceptionBits; c < cost {
			width, cost = w, c
		}
		wider += ofWidth[w]
	}
	return width, cost
}

func appendPacked(divisor uint64, base int64, values []uint64, width int) []byte {
	dst := binary.AppendUvarint(nil, divisor)
	dst = binary.AppendVarint(dst, base)
	var exceptions []byte
	n, last := 0, 0
	for i, v := range values {
		if high := v >> width; high > 0 {
			exceptions = binary.AppendUvarint(exceptions, uint64(i-last))
			exceptions = binary.AppendUvarint(exceptions, high)
			n, last = n+1, i
		}
	}
	dst = append(dst, byte(width))
	dst = binary.AppendUvarint(dst, uint64(n))
	dst = append(dst, exceptions...)
	var word uint64
	filled := 0
	for _, v := range values {
		word |= v & (1<<width - 1) << filled
		for filled += width; filled >= 8; filled -= 8 {
			dst = append(dst, byte(word))
			word >>= 8
		}
	}
	if filled > 0 {
		dst = append(dst, byte(word))
	}
	return dst
}

func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

func magnitude(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// decoder reads blocks; wrong is set by the first thing that is not as it should be.
type decoder struct {
	data    []byte
	wrong   bool
	scratch *[maxRun]uint64
}

// maxRun is the most readings that a month has.
const maxRun = 31 * 24

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.data)
	if n <= 0 {
		d.wrong = true
		return 0
	}
	d.data = d.data[n:]
	return v
}

func (d *decoder) varint() int64 { return unzigzag(d.uvarint()) }

// count reads a number that must not be above most.
func (d *decoder) count(most int) int {
	v := d.uvarint()
	if v > uint64(most) {
		d.wrong = true
		return 0
	}
	return int(v)
}

func (d *decoder) byte() byte {
	if len(d.data) == 0 {
		d.wrong = true
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return b
}

func (d *decoder) bytes(n int) []byte {
	if n > len(d.data) {
		d.wrong = true
		return nil
	}
	b := d.data[:n]
	d.data = d.data[n:]
	return b
}

// decode reads a block, which must be that of a place, into values, which have its length.
func decode(block []byte, p place, values []int32, scratch *[maxRun]uint64) ([]monitor.Flagged, error) {
	n := len(block) - 4
	if n < 0 || binary.LittleEndian.Uint32(block[n:]) != crc32.Checksum(block[:n], castagnoli) {
		return nil, errors.New("has another checksum")
	}
	d := &decoder{data: block[:n], scratch: scratch}
	said := place{d.count(math.MaxInt32), d.count(math.MaxInt32), d.count(math.MaxInt32), monitor.Step(d.count(255)),
		monitor.Slot(d.varint()), d.count(math.MaxInt32)}
	if d.wrong || said != p {
		return nil, errors.New("is not the one the index names")
	}
	shape := d.byte()
	var holes []byte
	if shape&hasHoles != 0 {
		holes = d.bytes((p.n + 7) / 8)
	}
	var voids []int
	if shape&hasVoids != 0 {
		voids = make([]int, d.count(p.n))
		for i := range voids {
			voids[i] = d.count(p.n - 1)
		}
	}
	var flags []monitor.Flagged
	if shape&hasFlags != 0 {
		flags = make([]monitor.Flagged, d.count(p.n))
		for i := range flags {
			flags[i] = monitor.Flagged{At: int32(d.count(p.n - 1)), Flag: monitor.Flag(d.byte())}
		}
	}
	present := p.n
	if holes != nil {
		present = 0
		for _, b := range holes {
			present += bits.OnesCount8(b)
		}
	}
	if d.wrong || present > p.n || !d.unpack(values[:present], shape&isDelta != 0) || len(d.data) > 0 {
		return nil, errBlock
	}
	if holes != nil {
		spread(values, present, holes)
	}
	for _, i := range voids {
		values[i] = monitor.Void
	}
	return flags, nil
}

// spread moves the first n values to where they belong, from the last to the first.
func spread(values []int32, n int, holes []byte) {
	for i := len(values) - 1; i >= 0; i-- {
		if holes[i/8]>>(i%8)&1 == 0 {
			values[i] = monitor.Missing
			continue
		}
		n--
		values[i] = values[n]
	}
}

// unpack reads packed values.
func (d *decoder) unpack(values []int32, delta bool) bool {
	if len(values) == 0 {
		return true
	}
	divisor, base := d.uvarint(), d.varint()
	width := int(d.byte())
	if d.wrong || width > maxWidth || divisor == 0 || divisor > 1<<31 {
		return false
	}
	packed := d.scratch[:len(values)]
	if delta {
		packed = packed[1:]
	}
	exceptions := decoder{data: d.data}
	at, n := 0, d.count(len(packed))
	for range n {
		d.count(len(packed))
		d.uvarint()
	}
	data := d.bytes((len(packed)*width + 7) / 8)
	if d.wrong {
		return false
	}
	unpackBits(packed, data, width)
	exceptions.uvarint()
	for range n {
		if at += exceptions.count(len(packed)); at >= len(packed) {
			return false
		}
		packed[at] |= exceptions.uvarint() << width
	}
	if !delta {
		for i, v := range packed {
			values[i] = int32(base + int64(v*divisor))
		}
		return true
	}
	values[0] = int32(base)
	for i, v := range packed {
		base += unzigzag(v) * int64(divisor)
		values[i+1] = int32(base)
	}
	return true
}

// unpackBits reads values of a width, the lowest bits first.
func unpackBits(values []uint64, data []byte, width int) {
	mask := uint64(1)<<width - 1
	i, bit := 0, 0
	for ; i < len(values) && bit/8+8 <= len(data); i++ {
		values[i] = binary.LittleEndian.Uint64(data[bit/8:]) >> (bit % 8) & mask
		bit += width
	}
	var tail [16]byte // so that the last ones can be read as the others
	start := min(bit/8, len(data))
	copy(tail[:], data[start:])
	for ; i < len(values); i++ {
		at := bit - start*8
		values[i] = binary.LittleEndian.Uint64(tail[at/8:]) >> (at % 8) & mask
		bit += width
	}
}
