package network

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// savedMagic begins a saved network, with the version of the format.
const savedMagic = "yipanqi network 1\n"

// IsSaved reports whether a file is a network that Save wrote.
func IsSaved(data []byte) bool { return bytes.HasPrefix(data, []byte("yipanqi network ")) }

// Save writes a network with the order of its nodes, so that it need not be read and ordered again: little
// endian arrays of four bytes, texts with their lengths, places as IEEE 754, and a SHA-256 of all.
func (n *Network) Save(w io.Writer) error {
	sum := sha256.New()
	s := saver{w: io.MultiWriter(w, sum)}
	g := n.Graph
	s.bytes([]byte(savedMagic))
	s.ints([]int32{int32(n.Outer), int32(len(n.Nodes)), int32(g.Links())})
	for _, texts := range [][]string{n.Nodes, n.Projects, n.Modes, n.Routes} {
		s.texts(texts)
	}
	for _, array := range [][]int32{g.Tail, g.Head, g.Time, g.Metres, n.Lines, n.Route, n.Dwell, n.Order} {
		s.array(array)
	}
	s.array(widen(n.Mode))
	var places []int32
	for _, p := range g.Place {
		for _, x := range []float64{p.Lon, p.Lat} {
			bits := math.Float64bits(x)
			places = append(places, int32(uint32(bits)), int32(uint32(bits>>32)))
		}
	}
	s.array(places)
	var spans []int32
	for _, x := range g.Span {
		spans = append(spans, int32(x.From), int32(x.To), x.Project)
	}
	s.array(spans)
	if s.err == nil {
		_, s.err = w.Write(sum.Sum(nil))
	}
	return s.err
}

func widen(small []uint8) []int32 {
	var wide []int32
	for _, x := range small {
		wide = append(wide, int32(x))
	}
	return wide
}

// saver writes until something fails.
type saver struct {
	w   io.Writer
	err error
}

func (s *saver) bytes(b []byte) {
	if s.err == nil {
		_, s.err = s.w.Write(b)
	}
}

func (s *saver) ints(xs []int32) {
	b := make([]byte, 0, 4*len(xs))
	for _, x := range xs {
		b = binary.LittleEndian.AppendUint32(b, uint32(x))
	}
	s.bytes(b)
}

func (s *saver) array(xs []int32) {
	s.ints([]int32{int32(len(xs))})
	s.ints(xs)
}

func (s *saver) texts(all []string) {
	s.ints([]int32{int32(len(all))})
	for _, text := range all {
		s.ints([]int32{int32(len(text))})
		s.bytes([]byte(text))
	}
}

// ReadSaved reads a network that Save wrote. It is nil where the file is damaged or of another version.
func ReadSaved(f Source) (*Network, []finding.Finding) {
	fail := func(zh, en string) (*Network, []finding.Finding) {
		l := &log{}
		l.add(BadSaved, finding.Pos{File: f.Name}, f.Name, "why_zh", zh, "why", en)
		return nil, l.findings
	}
	body := len(f.Data) - sha256.Size
	switch {
	case !bytes.HasPrefix(f.Data, []byte(savedMagic)):
		return fail("格式版本不同", "it is of another version of the format")
	case body < len(savedMagic) || sha256.Sum256(f.Data[:body]) != [sha256.Size]byte(f.Data[body:]):
		return fail("校验和不符，文件不完整或已损坏", "its checksum differs: it is cut off or damaged")
	}
	l := loader{data: f.Data[len(savedMagic):body]}
	n := l.network()
	if l.err != nil {
		return fail(l.err.Error(), l.err.Error())
	}
	n.number = make(map[string]int32, n.Outer)
	for v, name := range n.Nodes[:n.Outer] {
		n.number[name] = int32(v)
	}
	return n, nil
}

// loader reads until something does not fit.
type loader struct {
	data []byte
	err  error
}

func (l *loader) fail(what string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf(what, args...)
	}
}

func (l *loader) int() int {
	if len(l.data) < 4 {
		l.fail("the file ends early")
		l.data = nil
		return 0
	}
	x := int32(binary.LittleEndian.Uint32(l.data))
	l.data = l.data[4:]
	return int(x)
}

// count reads how many things follow that take some bytes each at least.
func (l *loader) count(size int) int {
	n := l.int()
	if n < 0 || n > len(l.data)/size {
		l.fail("%d things in %d bytes", n, len(l.data))
		return 0
	}
	return n
}

func (l *loader) array() []int32 {
	n := l.count(4)
	if n == 0 {
		return nil
	}
	xs := make([]int32, n)
	for i := range xs {
		xs[i] = int32(binary.LittleEndian.Uint32(l.data[4*i:]))
	}
	l.data = l.data[4*n:]
	return xs
}

func (l *loader) texts() []string {
	n := l.count(4)
	all := make([]string, n)
	for i := range all {
		size := l.count(1)
		all[i] = string(l.data[:size])
		l.data = l.data[size:]
	}
	return all
}

// sized reads an array that has so many numbers, or none.
func (l *loader) sized(n int, what string) []int32 {
	xs := l.array()
	if len(xs) != 0 && len(xs) != n {
		l.fail("%d numbers of %s for %d", len(xs), what, n)
		return nil
	}
	return xs
}

func (l *loader) network() *Network {
	outer, nodes, links := l.int(), l.int(), l.int()
	if outer < 0 || nodes < outer || links < 0 || max(nodes, links) > len(l.data) {
		l.fail("%d nodes and %d links", nodes, links)
		return nil
	}
	n := &Network{Outer: outer, Nodes: l.texts(), Projects: l.texts(), Modes: l.texts(), Routes: l.texts()}
	tail, head, time := l.sized(links, "tails"), l.sized(links, "heads"), l.sized(links, "times")
	metres := l.sized(links, "lengths")
	n.Lines, n.Route, n.Dwell = l.sized(links, "lines"), l.sized(links, "routes"), l.sized(links, "dwells")
	n.Order = l.sized(nodes, "the order")
	modes, places, spans := l.sized(links, "modes"), l.sized(4*nodes, "places"), l.sized(3*links, "spans")
	for _, array := range [][]int32{tail, head, time, n.Lines, n.Route, n.Dwell, modes} {
		if len(array) != links || len(n.Nodes) != nodes {
			l.fail("%d numbers for %d links, %d names of %d nodes", len(array), links, len(n.Nodes), nodes)
		}
	}
	if l.err != nil {
		return nil
	}
	all := make([]engine.Link, links)
	for i := range all {
		all[i] = engine.Link{From: tail[i], To: head[i], Time: time[i]}
	}
	if n.Graph, l.err = engine.NewGraph(nodes, all); l.err != nil {
		return nil
	}
	n.Graph.Metres = metres
	l.places(n, places)
	l.spans(n, spans)
	for i := range links {
		n.Mode = append(n.Mode, uint8(modes[i]))
		if int(modes[i]) >= len(n.Modes) || modes[i] < 0 || int(n.Route[i]) >= len(n.Routes) || n.Route[i] < 0 {
			l.fail("link %s has no such mode or line", strconv.Itoa(i))
			return n
		}
	}
	return n
}

func (l *loader) places(n *Network, words []int32) {
	for i := 0; i < len(words); i += 4 {
		x := func(k int) float64 {
			return math.Float64frombits(uint64(uint32(words[k])) | uint64(uint32(words[k+1]))<<32)
		}
		n.Graph.Place = append(n.Graph.Place, engine.Point{Lon: x(i), Lat: x(i + 2)})
	}
}

func (l *loader) spans(n *Network, words []int32) {
	for i := 0; i < len(words); i += 3 {
		s := engine.Span{From: measure.Date(words[i]), To: measure.Date(words[i+1]), Project: words[i+2]}
		if s.Project < 0 || int(s.Project) > len(n.Projects) {
			l.fail("there is no project %d", s.Project)
			return
		}
		n.Graph.Span = append(n.Graph.Span, s)
	}
}
