package osm

import (
	"bytes"
	"testing"
)

// packedWell is a file with one block that is packed as it should be, whatever it holds.
func packedWell(content []byte) []byte {
	var file bytes.Buffer
	var header message
	header.bytes(4, []byte("OsmSchema-V0.6"))
	writeBlock(&file, "OSMHeader", header)
	writeBlock(&file, "OSMData", content)
	return file.Bytes()
}

func group(kind int, thing message) message {
	var g, data message
	g.bytes(kind, thing)
	data.bytes(2, g)
	return data
}

// What is well packed, and yet no block, is told with its place in the file.
func TestBlocksThatContradictThemselves(t *testing.T) {
	var noText, uneven message
	noText.packed(2, []int64{99}, false)
	noText.packed(3, []int64{99}, false)
	uneven.packed(1, []int64{1, 2}, true)
	uneven.packed(8, []int64{1}, true)
	uneven.packed(9, []int64{1, 2}, true)
	var street message
	street.packed(2, []int64{1}, false)
	street.packed(3, []int64{2}, false)
	street.packed(8, []int64{1, 2}, true)
	withUneven := group(3, street)
	var table, nodes message
	for _, s := range []string{"", "highway", "primary"} {
		table.bytes(1, []byte(s))
	}
	nodes.bytes(2, uneven)
	withUneven.bytes(1, table)
	withUneven.bytes(2, nodes)
	var long, longTable, endless message
	longTable.bytes(1, make([]byte, 1<<20))
	long.bytes(1, longTable)
	endless.bytes(8, make([]byte, 1<<20))
	for name, content := range map[string]message{"a tag without text": group(3, noText),
		"a text of a megabyte": long, "a way of a million nodes": group(3, endless),
		"uneven nodes": withUneven} {
		n, findings := read(t, packedWell(content), Options{})
		if n != nil || len(findings) != 1 || findings[0].Code != Broken || findings[0].Args["offset"] == "0" {
			t.Errorf("%s: %v", name, findings)
		}
	}
}

// Nodes that stand each by itself are read as well.
func TestPlainNodes(t *testing.T) {
	var street, table, nodes message
	street.packed(2, []int64{1}, false)
	street.packed(3, []int64{2}, false)
	street.packed(8, []int64{1, 2}, true)
	for _, s := range []string{"", "highway", "primary"} {
		table.bytes(1, []byte(s))
	}
	for id, lon := range []uint64{0, 10_000} {
		var node message
		node.number(1, uint64(id+1)<<1)
		node.number(8, 0)
		node.number(9, lon<<1)
		nodes.bytes(1, node)
	}
	data := group(3, street)
	data.bytes(1, table)
	data.bytes(2, nodes)
	n, findings := read(t, packedWell(data), Options{})
	if len(findings) > 0 || n.Graph.Links() != 2 || n.Graph.Metres[0] != 111 {
		t.Errorf("%v %v", n, findings)
	}
}
