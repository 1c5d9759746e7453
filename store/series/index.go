package series

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

// A file is a header, blocks, the index and a trailer.
const (
	magic       = "YPQSER1\n"
	endMagic    = "YPQSEND\n"
	headerSize  = len(magic)
	trailerSize = 8 + 8 + 4 + 4 + len(endMagic) // where the index begins, how long it is, its CRC, that of this
)

// index says what a file holds and where.
type index struct {
	ids      []string // of sites, in the order in which they first came
	siteAt   map[string]int
	sites    []monitor.Site // as they are called last
	batches  []batchEntry
	headers  []monitor.Header
	blocks   []blockEntry
	bySite   [][]int32 // blocks of each site, in the order of the file
	position monitor.Position
	end      int64 // of the last block
}

type batchEntry struct {
	sites    []monitor.Site
	readings int64
	digest   [32]byte
	blocks   int // end of its blocks
}

type blockEntry struct {
	place
	offset int64
	size   int32
}

func newIndex() *index {
	return &index{siteAt: map[string]int{}, end: int64(headerSize)}
}

// site returns the number of a site.
func (x *index) site(id string) int {
	n, ok := x.siteAt[id]
	if !ok {
		n = len(x.ids)
		x.siteAt[id] = n
		x.ids = append(x.ids, id)
		x.sites = append(x.sites, monitor.Site{ID: id})
		x.bySite = append(x.bySite, nil)
	}
	return n
}

func (x *index) addBlock(p place, size int) {
	x.bySite[p.site] = append(x.bySite[p.site], int32(len(x.blocks)))
	x.blocks = append(x.blocks, blockEntry{p, x.end, int32(size)})
	x.end += int64(size)
}

// addBatch closes a batch whose blocks were added.
func (x *index) addBatch(h monitor.Header, sites []monitor.Site, readings int64, digest [32]byte) {
	for _, s := range sites {
		x.sites[x.site(s.ID)] = s
	}
	x.headers = append(x.headers, h)
	x.batches = append(x.batches, batchEntry{sites, readings, digest, len(x.blocks)})
	x.position = x.position.Next(&h, readings, digest)
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// encode returns the bytes of the index: the names of items, sites, batches with their blocks.
func (x *index) encode() []byte {
	dst := binary.AppendUvarint(nil, uint64(monitor.Items))
	for i := range monitor.Items {
		dst = appendText(dst, i.String())
	}
	dst = binary.AppendUvarint(dst, uint64(len(x.ids)))
	for _, id := range x.ids {
		dst = appendText(dst, id)
	}
	dst = binary.AppendUvarint(dst, uint64(len(x.batches)))
	at := 0
	for i := range x.batches {
		h, b := &x.headers[i], &x.batches[i]
		for _, text := range []string{h.ID, h.Origin, h.Source, string(h.Grade), h.Note} {
			dst = appendText(dst, text)
		}
		dst = binary.AppendVarint(dst, int64(h.Known))
		dst = binary.AppendVarint(dst, b.readings)
		dst = append(dst, b.digest[:]...)
		dst = binary.AppendUvarint(dst, uint64(len(b.sites)))
		for _, s := range b.sites {
			for _, text := range []string{s.ID, s.Name, s.Area, string(s.Kind)} {
				dst = appendText(dst, text)
			}
		}
		dst = binary.AppendUvarint(dst, uint64(b.blocks-at))
		for ; at < b.blocks; at++ {
			e := &x.blocks[at]
			dst = binary.AppendUvarint(dst, uint64(e.site))
			dst = append(dst, byte(e.item), byte(e.step))
			dst = binary.AppendVarint(dst, int64(e.first))
			dst = binary.AppendUvarint(dst, uint64(e.n))
			dst = binary.AppendUvarint(dst, uint64(e.size))
		}
	}
	return dst
}

func (d *decoder) text() string { return string(d.bytes(d.count(math.MaxInt32))) }

// list returns the length of a list whose elements have at least one byte each.
func (d *decoder) list() int { return d.count(len(d.data)) }

// decodeIndex reads the bytes of an index.
func decodeIndex(data []byte) (*index, error) {
	d := &decoder{data: data}
	x := newIndex()
	var items []int
	for range d.list() {
		item, err := monitor.ParseItem(d.text())
		if err != nil && !d.wrong {
			return nil, errors.New("names an item that this version does not know")
		}
		items = append(items, int(item))
	}
	for range d.list() {
		x.site(d.text())
	}
	for range d.list() {
		d.batch(x, items)
	}
	if d.wrong || len(d.data) > 0 {
		return nil, errors.New("is not one")
	}
	return x, nil
}

// batch reads a batch into the index.
func (d *decoder) batch(x *index, items []int) {
	h := monitor.Header{ID: d.text(), Origin: d.text(), Source: d.text(), Grade: citation.Grade(d.text()),
		Note: d.text(), Known: measure.Instant(d.varint())}
	readings := d.varint()
	var digest [32]byte
	copy(digest[:], d.bytes(len(digest)))
	var sites []monitor.Site
	for range d.list() {
		sites = append(sites, monitor.Site{ID: d.text(), Name: d.text(), Area: d.text(), Kind: monitor.Kind(d.text())})
	}
	for range d.list() {
		p := place{batch: len(x.batches), site: d.count(len(x.ids) - 1), item: d.count(len(items) - 1),
			step: monitor.Step(d.byte()), first: monitor.Slot(d.varint()), n: d.count(maxRun)}
		size := d.count(math.MaxInt32)
		if d.wrong {
			return
		}
		x.addBlock(p, size)
	}
	if !d.wrong {
		x.addBatch(h, sites, readings, digest)
	}
}

// trailer returns the last bytes of a file whose index begins at offset.
func trailer(offset int64, index []byte) []byte {
	dst := binary.LittleEndian.AppendUint64(nil, uint64(offset))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(len(index)))
	dst = binary.LittleEndian.AppendUint32(dst, crc32.Checksum(index, castagnoli))
	dst = binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst, castagnoli))
	return append(dst, endMagic...)
}
