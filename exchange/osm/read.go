package osm

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// Options say what to read of an extract.
type Options struct {
	Rail     bool                    // railways too
	Speeds   *Speeds                 // nil for DefaultSpeeds
	Threads  int                     // that decode; 0 for one each processor
	Progress func(done, total int64) // is told of the bytes read, if it is not nil
}

// most is how many findings are collected from one file.
const most = 200

// File is an extract, as files and readers of bytes give one.
type File interface {
	io.ReaderAt
	io.Seeker
}

// Read reads an extract as a network of junctions; what lies between two is one link,
// with the length and time of the whole way. Times are whole milliseconds, at the limit as driven. The file
// is gone through twice, so that memory grows with its roads and not with all it holds. The network is nil
// if any finding is an error; the error is for a reader that fails.
func Read(file string, r File, o Options) (*network.Network, []finding.Finding, error) {
	e, findings, err := open(file, r, o)
	if err != nil || findings != nil {
		return nil, findings, err
	}
	n, err := e.network()
	findings = e.blamed()
	if err == nil && n.Graph.Links() == 0 {
		e.reportNoRoads()
		n, findings = nil, append(e.findings, findings...)
	}
	return n, findings, err
}

// extract is what is read of a file.
type extract struct {
	Options
	file     string
	r        io.ReaderAt
	blocks   []block // of data
	ways     []way
	firstWay int            // the block of the first way
	keys     []key          // of the nodes of ways, each once, sorted: the number of a node is its place here
	nodes    []int32        // numbers of the nodes of all ways, one way after the other
	uses     []uint8        // by node: how many ways hold it, 2 for more; an end counts twice
	places   []engine.Point // by node; NaN where the file lacks it
	faults   map[fault]*blame
	findings []finding.Finding
}

// open goes through a file; the extract is nil if any finding is an error.
func open(file string, r File, o Options) (*extract, []finding.Finding, error) {
	if o.Speeds == nil {
		o.Speeds = DefaultSpeeds()
	}
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, nil, err
	}
	blocks, findings := listBlocks(file, r, size)
	if findings != nil {
		return nil, findings, nil
	}
	e := &extract{Options: o, file: file, r: r, faults: map[fault]*blame{}}
	for _, b := range blocks {
		if b.kind == "OSMData" { // readers pass over kinds of blocks that they do not know
			e.blocks = append(e.blocks, b)
		}
	}
	err = e.readHeader(blocks[0])
	for _, pass := range []func() error{e.readWays, e.readNodes} {
		if err != nil || e.findings != nil {
			return nil, e.findings, err
		}
		err = pass()
	}
	if err != nil || e.findings != nil {
		return nil, e.findings, err
	}
	return e, nil, nil
}

// way is a way that can be used.
type way struct {
	road
	id          int64
	first, last int // of its nodes in extract.nodes
}

func (e *extract) reportNoRoads() {
	subject := []string{"roads", "道路"}
	if e.Rail {
		subject = []string{"roads or railways", "道路或铁路"}
	}
	e.findings = append(e.findings, finding.New(NoRoads, finding.Pos{File: e.file}, subject[0], "subject_zh", subject[1]))
}

// key is what tells nodes of the network apart: a node of the file twice its id, and one more as a node of
// railways, for nobody changes at a level crossing.
type key int64

func (k key) id() int64 { return int64(k >> 1) }

func (k key) name() string {
	name := "n" + strconv.FormatInt(k.id(), 10)
	if k&1 == 1 {
		name += "-rail"
	}
	return name
}

// fault is what is wrong with the tags of many ways alike.
type fault struct {
	code     *finding.Code
	tag, val string
}

type blame struct {
	ways  int
	first int64
}

func (e *extract) doubt(f fault, w int64) {
	if e.faults[f] == nil {
		e.faults[f] = &blame{first: w}
	}
	e.faults[f].ways++
}

func (e *extract) readHeader(b block) error {
	var u unpacker
	raw, err := u.unpack(e.r, b)
	if err == nil {
		err = checkHeader(raw)
	}
	return e.refuse(b, err)
}

// scan unpacks blocks side by side and hands on what is taken of each, in their order.
func scan[T any](e *extract, from, to int, take func(raw []byte) (T, error), each func(block int, taken T)) error {
	type answer struct {
		taken T
		err   error
	}
	answers := make([]chan answer, to-from)
	for i := range answers {
		answers[i] = make(chan answer, 1)
	}
	ahead := make(chan int, 4*e.Threads) // so that memory does not grow with the file
	var workers sync.WaitGroup
	defer workers.Wait()
	for range e.Threads {
		workers.Go(func() {
			var u unpacker
			for i := range ahead {
				raw, err := u.unpack(e.r, e.blocks[from+i])
				var taken T
				if err == nil {
					taken, err = take(raw)
				}
				answers[i] <- answer{taken, err}
			}
		})
	}
	defer close(ahead)
	asked := 0
	for i := range answers {
		for ; asked < len(answers) && asked < i+cap(ahead); asked++ {
			ahead <- asked
		}
		a, b := <-answers[i], e.blocks[from+i]
		if a.err != nil {
			return e.refuse(b, a.err)
		}
		each(from+i, a.taken)
		if e.Progress != nil {
			e.Progress(b.end(), e.blocks[len(e.blocks)-1].end())
		}
	}
	return nil
}

// refuse reports what is wrong with a block; the error is for a reader that fails.
func (e *extract) refuse(b block, err error) error {
	var need needs
	var path *fs.PathError
	switch offset := strconv.FormatInt(b.start, 10); {
	case err == nil || errors.As(err, &path):
		return err
	case errors.Is(err, needs("HistoricalInformation")):
		e.report(History)
	case errors.As(err, &need):
		e.report(Unsupported, "offset", offset, "found", sheet.Brief(string(need)))
	default:
		e.report(Broken, "offset", offset, "found", err.Error())
	}
	return nil
}

func (e *extract) report(c *finding.Code, pairs ...string) {
	e.findings = append(e.findings, finding.New(c, finding.Pos{File: e.file}, e.file, pairs...))
}

// readWays keeps the ways that can be used, and notes the nodes they need.
func (e *extract) readWays() error {
	type part struct {
		ways []way
		keys []key
	}
	take := func(raw []byte) (p part, err error) {
		c, err := split(raw, true)
		if err != nil {
			return p, err
		}
		err = c.eachWay(func(id int64, t tags, nodes column) error {
			r, ok := e.roadOf(t)
			if !ok {
				return nil
			}
			layer := key(0)
			if r.mode == railMode {
				layer = 1
			}
			first, node := len(p.keys), int64(0)
			for len(nodes) > 0 {
				if err := nodes.add(&node); err != nil {
					return err
				}
				if k := key(node)<<1 | layer; len(p.keys) == first || k != p.keys[len(p.keys)-1] {
					p.keys = append(p.keys, k)
				}
			}
			if len(p.keys) > first+1 {
				p.ways = append(p.ways, way{r, id, first, len(p.keys)})
			} else {
				p.keys = p.keys[:first] // it goes nowhere
			}
			return nil
		})
		return p, err
	}
	var keys []key // of the nodes of all ways
	err := scan(e, 0, len(e.blocks), take, func(block int, p part) {
		if len(e.ways) == 0 && len(p.ways) > 0 {
			e.firstWay = block
		}
		for _, w := range p.ways {
			w.first, w.last = w.first+len(keys), w.last+len(keys)
			e.ways = append(e.ways, w)
		}
		keys = append(keys, p.keys...)
	})
	if err != nil || e.findings != nil {
		return err
	}
	if len(e.ways) == 0 {
		e.reportNoRoads()
		return nil
	}
	e.number(keys)
	return nil
}

// number gives each node a number, and counts how many ways hold it.
func (e *extract) number(keys []key) {
	e.keys = slices.Clone(keys)
	slices.Sort(e.keys)
	e.keys = slices.Clip(slices.Compact(e.keys))
	e.nodes = make([]int32, len(keys))
	for i, k := range keys {
		v, _ := slices.BinarySearch(e.keys, k)
		e.nodes[i] = int32(v)
	}
	e.uses = make([]uint8, len(e.keys))
	for _, w := range e.ways {
		nodes := e.nodes[w.first:w.last]
		for _, v := range nodes {
			e.uses[v] = min(e.uses[v]+1, 2)
		}
		e.uses[nodes[0]], e.uses[nodes[len(nodes)-1]] = 2, 2
	}
}

// readNodes finds the places of the nodes that are needed. They stand before the ways in most files; the
// rest is gone through only if any is not there.
func (e *extract) readNodes() error {
	e.places = make([]engine.Point, len(e.keys))
	for v := range e.places {
		e.places[v].Lon = math.NaN()
	}
	type place struct {
		node int
		engine.Point
	}
	take := func(raw []byte) (found []place, err error) {
		c, err := split(raw, false)
		if err != nil {
			return nil, err
		}
		v, last := 0, int64(math.MaxInt64)
		err = c.eachNode(func(id int64, lon, lat float64) {
			if id < last { // the first, or out of order
				v = 0
			}
			last = id
			if ahead := min(v+16, len(e.keys)); ahead > v && e.keys[ahead-1].id() < id {
				next, _ := slices.BinarySearch(e.keys[ahead:], key(id)<<1)
				v = ahead + next
			}
			for v < len(e.keys) && e.keys[v].id() < id { // near by
				v++
			}
			for k := v; k < len(e.keys) && e.keys[k].id() == id; k++ {
				found = append(found, place{k, engine.Point{Lon: lon, Lat: lat}})
			}
		})
		return found, err
	}
	each := func(_ int, found []place) {
		for _, p := range found {
			e.places[p.node] = p.Point
		}
	}
	if err := scan(e, 0, e.firstWay+1, take, each); err != nil || e.findings != nil {
		return err
	}
	if slices.ContainsFunc(e.places, func(p engine.Point) bool { return math.IsNaN(p.Lon) }) {
		if err := scan(e, e.firstWay+1, len(e.blocks), take, each); err != nil || e.findings != nil {
			return err
		}
	}
	for v, p := range e.places {
		if !(math.Abs(p.Lon) <= 180 && math.Abs(p.Lat) <= 90) && !math.IsNaN(p.Lon) && len(e.findings) < most {
			degrees := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
			id := strconv.FormatInt(e.keys[v].id(), 10)
			e.findings = append(e.findings, finding.New(BadPlace, finding.Pos{File: e.file}, id,
				"found_lon", degrees(p.Lon), "found_lat", degrees(p.Lat)))
		}
	}
	return nil
}

// blamed writes what is wrong with tags, each once, in order.
func (e *extract) blamed() []finding.Finding {
	var all []finding.Finding
	for f, b := range e.faults {
		val := strconv.Quote(sheet.Brief(f.val)) // so that no tag speaks to a terminal
		pairs := []string{"found", val[1 : len(val)-1], "tag", f.tag, "ways", strconv.Itoa(b.ways)}
		all = append(all, finding.New(f.code, finding.Pos{File: e.file}, "way "+strconv.FormatInt(b.first, 10), pairs...))
	}
	slices.SortFunc(all, func(a, b finding.Finding) int {
		if a.Code != b.Code {
			return slices.Index(Codes, a.Code) - slices.Index(Codes, b.Code)
		}
		return slices.Compare([]string{a.Args["tag"], a.Args["found"]}, []string{b.Args["tag"], b.Args["found"]})
	})
	if len(all) > most {
		all = append(all[:most], finding.New(TooMany, finding.Pos{File: e.file}, e.file, "expected", strconv.Itoa(most)))
	}
	return all
}
