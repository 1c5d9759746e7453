package osm

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
)

// message is a protobuf message as its bytes.
type message []byte

func (m *message) number(field int, x uint64) {
	*m = binary.AppendUvarint(binary.AppendUvarint(*m, uint64(field)<<3), x)
}

func (m *message) bytes(field int, b []byte) {
	*m = append(binary.AppendUvarint(binary.AppendUvarint(*m, uint64(field)<<3|2), uint64(len(b))), b...)
}

// packed writes numbers, as they are or as differences in zigzag.
func (m *message) packed(field int, xs []int64, zigzag bool) {
	var b []byte
	last := int64(0)
	for _, x := range xs {
		if zigzag {
			b = binary.AppendUvarint(b, uint64((x-last)<<1^(x-last)>>63))
			last = x
		} else {
			b = binary.AppendUvarint(b, uint64(x))
		}
	}
	m.bytes(field, b)
}

// testNode and testWay are what a small extract holds.
type testNode struct {
	id       int64
	lon, lat float64
}

type testWay struct {
	id   int64
	refs []int64
	tags []string // key, value, …
}

// headerLength is how long the header of an extract without further features is, in bytes.
var headerLength = func() int64 {
	data := pbf(nil, nil)
	blocks, _ := listBlocks("", bytes.NewReader(data), int64(len(data)))
	return blocks[0].end()
}()

// pbf writes a small extract (wiki.openstreetmap.org/wiki/PBF_Format).
func pbf(nodes []testNode, ways []testWay, features ...string) []byte {
	var header message
	for _, f := range append([]string{"OsmSchema-V0.6", "DenseNodes"}, features...) {
		header.bytes(4, []byte(f))
	}
	var file bytes.Buffer
	writeBlock(&file, "OSMHeader", header)

	table := []string{""}
	text := func(s string) int64 {
		table = append(table, s)
		return int64(len(table) - 1)
	}
	var ids, lons, lats []int64
	for _, n := range nodes {
		ids, lons, lats = append(ids, n.id), append(lons, int64(n.lon*1e7)), append(lats, int64(n.lat*1e7))
	}
	var dense, group message
	dense.packed(1, ids, true)
	dense.packed(8, lats, true)
	dense.packed(9, lons, true)
	if len(nodes) > 0 {
		group.bytes(2, dense)
	}
	var wayGroup message
	for _, w := range ways {
		var m message
		m.number(1, uint64(w.id))
		var keys, values []int64
		for i := 0; i < len(w.tags); i += 2 {
			keys, values = append(keys, text(w.tags[i])), append(values, text(w.tags[i+1]))
		}
		m.packed(2, keys, false)
		m.packed(3, values, false)
		m.packed(8, w.refs, true)
		wayGroup.bytes(3, m)
	}
	var strings, data message
	for _, s := range table {
		strings.bytes(1, []byte(s))
	}
	data.bytes(1, strings)
	data.bytes(2, group)
	data.bytes(2, wayGroup)
	writeBlock(&file, "OSMData", data)
	return file.Bytes()
}

// writeBlock writes one block, compressed.
func writeBlock(file *bytes.Buffer, kind string, content []byte) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(content)
	_ = z.Close()
	var blob, header message
	blob.number(2, uint64(len(content)))
	blob.bytes(3, packed.Bytes())
	header.bytes(1, []byte(kind))
	header.number(3, uint64(len(blob)))
	_ = binary.Write(file, binary.BigEndian, uint32(len(header)))
	file.Write(header)
	file.Write(blob)
}
