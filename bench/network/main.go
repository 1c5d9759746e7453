// Command network measures the routing engine beside its peers, on a synthetic road graph.
package main

import (
	"flag"
	"fmt"
	"log"
	"time"

	"golang.org/x/sys/unix"

	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/random"
)

func main() {
	log.SetFlags(0)
	scale := flag.String("scale", "small", "small (40,000 junctions) or full (264,000, as the goals say)")
	threads := flag.Int("threads", 2, "for what may use several")
	python := flag.String("python", "/usr/bin/python3", "a Python that has igraph and scipy; empty to leave them out")
	shape := flag.String("shape", "road", "road, road-without-places, or grid")
	withMetis := flag.Bool("metis", false, "compare the order with that of ndmetis")
	postgres := flag.String("postgres", "", "run pgRouting in this database, as psql names it")
	flag.Parse()
	side, sizes := 200, []int{44, 380}
	if *scale == "full" {
		side = 514
	}
	b := &bench{threads: *threads, ours: map[string]timing{}}
	if err := b.prepare(*shape, side); err != nil {
		log.Fatal(err)
	}
	if *withMetis {
		if err := b.metis(); err != nil {
			log.Fatal(err)
		}
	}
	b.queries()
	b.reach()
	b.edits()
	if b.graph.Place != nil {
		if err := b.stations(); err != nil {
			log.Fatal(err)
		}
	}
	b.memory()
	var answers []answer
	if *python != "" {
		some, err := runPython(*python, b.graph, b.nodes, sizes)
		if err != nil {
			log.Fatal(err)
		}
		answers = some
	}
	if *postgres != "" {
		a, err := runPostgres(*postgres, b.graph, b.nodes, sizes[0])
		if err != nil {
			log.Fatal(err)
		}
		answers = append(answers, a)
	}
	if err := report(answers, b.ours); err != nil {
		log.Fatal(err)
	}
}

// bench is the graph, and what was measured on it.
type bench struct {
	threads   int
	graph     *network.Graph
	hierarchy *network.Hierarchy
	metric    *network.Metric
	perfect   *network.Sweep
	nodes     []int32 // sample junctions
	ours      map[string]timing
	cells     []int32
}

// measure prints the least time of some runs, by the clock and of the processor.
func (b *bench) measure(name string, runs int, f func()) timing {
	best := timing{wall: 1 << 62, cpu: 1 << 62}
	for range runs {
		start, used := time.Now(), processor()
		f()
		best.wall, best.cpu = min(best.wall, time.Since(start)), min(best.cpu, processor()-used)
	}
	fmt.Printf("%-52s %10.3f %10.3f\n", name, best.wall.Seconds()*1e3, best.cpu.Seconds()*1e3)
	return best
}

// processor is the processor time that this process used.
func processor() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func sum(cells []int32) (total int64) {
	for _, t := range cells {
		if t < network.Infinity {
			total += int64(t)
		}
	}
	return total
}

func (b *bench) prepare(shape string, side int) (err error) {
	graphOf := generate
	if shape == "grid" {
		graphOf = grid
	}
	if b.graph, err = graphOf(side, 1); err != nil {
		return err
	}
	if shape == "road-without-places" {
		b.graph.Place = nil
	}
	r := random.New(7)
	taken := map[int32]bool{}
	for len(b.nodes) < 5000 {
		if v := int32(r.IntN(b.graph.Nodes())); !taken[v] { // igraph takes no node twice
			taken[v] = true
			b.nodes = append(b.nodes, v)
		}
	}
	fmt.Printf("%d junctions, %d links\n\n%-52s %10s %10s\n", b.graph.Nodes(), b.graph.Links(), "ms", "clock", "processor")
	var order []int32
	b.measure("order", 1, func() { order = network.Dissect(b.graph, nil, b.threads) })
	b.measure("contract", 1, func() { b.hierarchy, err = network.Contract(b.graph, order) })
	if err != nil {
		return err
	}
	for _, n := range b.both() {
		b.measure(fmt.Sprintf("customise, threads %d", n), 5, func() { b.metric, err = b.hierarchy.Customise(nil, n) })
		b.measure(fmt.Sprintf("sweep, every arc, threads %d", n), 3, func() { b.metric.Sweep(false, n) })
		b.measure(fmt.Sprintf("sweep, perfect, threads %d", n), 3, func() { b.perfect = b.metric.Sweep(true, n) })
	}
	fmt.Printf("%+v\n", b.hierarchy.Size())
	return err
}

func (b *bench) both() []int {
	if b.threads == 1 {
		return []int{1}
	}
	return []int{1, b.threads}
}

func (b *bench) queries() {
	for _, k := range []int{44, 380, 5000} {
		for _, n := range b.both() {
			t := b.measure(fmt.Sprintf("%d², with its targets, threads %d", k, n), 7, func() {
				b.cells = b.perfect.Targets(b.nodes[:k]).Matrix(b.nodes[:k], b.cells, n)
			})
			t.sum = sum(b.cells)
			if n == 1 {
				b.ours[fmt.Sprint(k, "²")] = t
			}
		}
	}
	all := b.perfect.Targets(nil)
	t := b.measure("one to all", 7, func() { b.cells = all.Matrix(b.nodes[:1], b.cells, 1) })
	t.sum = sum(b.cells)
	b.ours["tree"] = t
	b.measure("44 to all", 7, func() { b.cells = all.Matrix(b.nodes[:44], b.cells, 1) })
	b.measure("Dijkstra, one to all", 3, func() { b.graph.Dijkstra(b.nodes[0], b.graph.Time) })
	b.measure("1,000 single pairs", 3, func() {
		for i, u := range b.nodes[:1000] {
			b.metric.Time(u, b.nodes[i+1])
		}
	})
}

// reach sums people within an hour and within three from seven junctions in ten, all that people live
// at.
func (b *bench) reach() {
	r := random.New(8)
	people := make([]int32, b.graph.Nodes())
	var from []int32
	for v := range people {
		if r.IntN(10) < 7 {
			people[v] = int32(1 + r.IntN(1000))
			from = append(from, int32(v))
		}
	}
	f, err := b.perfect.Field(people)
	if err != nil {
		log.Fatal(err)
	}
	for _, hours := range []int32{1, 3} {
		for _, n := range b.both() {
			b.measure(fmt.Sprintf("people within %d h of %d cells, threads %d", hours, len(from), n), 2, func() {
				f.Within(from, hours*3_600_000, n)
			})
		}
	}
}

// edits changes 20 links at a time.
func (b *bench) edits() {
	r := random.New(9)
	times := make([]time.Duration, 0, 500)
	var total time.Duration
	used := processor()
	for range cap(times) {
		var changes []network.Change
		for range 20 {
			l := int32(r.IntN(b.graph.Links()))
			changes = append(changes, network.Change{Link: l, Time: b.graph.Time[l] * int32(50+r.IntN(100)) / 100})
		}
		start := time.Now()
		if _, err := b.metric.Edit(changes); err != nil {
			log.Fatal(err)
		}
		times = append(times, time.Since(start))
		total += times[len(times)-1]
	}
	mean := (processor() - used) / time.Duration(len(times))
	fmt.Printf("%-52s %10.2f %10.2f\n", "edit of 20 links, mean of 500",
		total.Seconds()*1e3/float64(len(times)), mean.Seconds()*1e3)
}

// memory prints how fast memory is, and which part of that the greatest matrix needs for its cells.
func (b *bench) memory() {
	const size = 256 << 20
	words := make([]int32, size/4)
	write := b.measure("write 256 MiB", 5, func() {
		for i := range words {
			words[i] = 7
		}
	})
	var total int32
	read := b.measure("read 256 MiB", 5, func() {
		for i := 0; i < len(words); i += 8 {
			total += words[i] + words[i+1] + words[i+2] + words[i+3] + words[i+4] + words[i+5] + words[i+6] + words[i+7]
		}
	})
	t := b.ours["5000²"]
	rate := 100e6 / t.cpu.Seconds() / 1e9
	fmt.Printf("write %.1f GB/s, read %.1f GB/s; 5000² writes its cells at %.1f GB/s, %.0f %% of what memory takes (%d)\n",
		size/write.cpu.Seconds()/1e9, size/read.cpu.Seconds()/1e9, rate,
		100*rate/(size/write.cpu.Seconds()/1e9), total&1)
}
