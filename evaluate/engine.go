package evaluate

import (
	"container/heap"
	"context"
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/plan"
)

// Run evaluates p on the facts seen from at, under a scenario unless o is nil. Same inputs give the
// same bytes. The error is for facts that cannot be read and plans that did not pass their checks.
func Run(ctx context.Context, p *plan.Plan, facts fact.Reader, at fact.AsOf, o *Overlay) (*Result,
	error) {

	ready, err := Prepare(p)
	if err != nil {
		return nil, err
	}
	return ready.Run(ctx, facts, at, o)
}

// Engine evaluates one plan again and again. After it has loaded facts it recomputes, for each
// change, only the rows that depend on what changed, and stops where a row comes out as it was. Its
// result is at any time the one Run would give. An engine may be used by one goroutine at a time.
type Engine struct {
	Workers int // that compute in parallel when facts are loaded; 0 for one each processor

	graph   *graph
	values  *values
	result  *Result
	scratch *scratch
	needs   []needs // by target result
	queue   queue
	queued  map[int]bool   // by slot
	before  map[int]before // by slot: rows as they were before this round of changes
	stats   Stats
}

// Stats says how much a round of changes recomputed.
type Stats struct {
	Rows    int // rows (indicator and area) computed
	Cutoffs int // rows looked at that came out as they were
	Targets int // target results evaluated
}

// Changes is what became known since the engine last looked, seen from its point of view.
type Changes struct {
	Position  fact.Position      // of the ledger after the changes
	Hold      []fact.Observation // observations that hold now
	Withdrawn []fact.Key         // cells in which none holds any more
}

// before is a row as it was.
type before struct {
	row  []float64
	soft bool
}

// Prepared is a plan made ready, so that it can be evaluated again and again without that being done
// anew. It may be used by several goroutines.
type Prepared struct{ graph *graph }

// Prepare makes a plan ready. The error is that of a plan that did not pass its checks.
func Prepare(p *plan.Plan) (*Prepared, error) {
	g, err := newGraph(p)
	return &Prepared{g}, err
}

// Run is Run of the plan.
func (p *Prepared) Run(ctx context.Context, facts fact.Reader, at fact.AsOf, o *Overlay) (*Result, error) {
	e, err := p.NewEngine()
	if err != nil {
		return nil, err
	}
	if err := e.Load(ctx, facts, at, o); err != nil {
		return nil, err
	}
	return e.Result(), nil
}

// NewEngine is Prepare and Prepared.NewEngine.
func NewEngine(p *plan.Plan) (*Engine, error) {
	ready, err := Prepare(p)
	if err != nil {
		return nil, err
	}
	return ready.NewEngine()
}

// NewEngine returns an engine for the plan.
func (p *Prepared) NewEngine() (*Engine, error) {
	g := p.graph
	e := &Engine{graph: g, scratch: g.newScratch(), queued: map[int]bool{}, before: map[int]before{}}
	var err error
	e.result, e.needs, err = g.newResult()
	return e, err
}

// Load reads the facts seen from at and evaluates everything.
func (e *Engine) Load(ctx context.Context, facts fact.Reader, at fact.AsOf, o *Overlay) error {
	position, err := facts.Position(ctx)
	if err != nil {
		return err
	}
	e.values = newValues(e.graph, at, o)
	e.values.statistics, _ = facts.(Statistics)
	if err := e.values.load(ctx, facts); err != nil {
		return err
	}
	e.values.suppose()
	e.result.AsOf, e.result.Overlay, e.result.Position = at, o, position
	e.result.values = e.values
	return e.Recompute(ctx)
}

// Recompute evaluates everything again from the facts that were loaded.
func (e *Engine) Recompute(ctx context.Context) error {
	clear(e.values.differs)
	if err := e.values.computeAll(ctx, e.Workers); err != nil {
		return err
	}
	if err := e.values.fault(); err != nil {
		return err
	}
	e.judgeAll()
	e.result.Findings = e.values.findings()
	return nil
}

// Result returns the plan as evaluated after the last change. It shows the engine's present state.
func (e *Engine) Result() *Result { return e.result }

// Apply takes in changes of the ledger. Observations that the engine's point of view does not see
// are passed over, and so are those without a cell in the plan: findings about unused observations
// stay those of the load.
func (e *Engine) Apply(c Changes) Stats {
	e.stats = Stats{}
	for i := range c.Hold {
		if o := &c.Hold[i]; e.values.at.Sees(o) {
			e.set(o.Key(), observed(o))
		}
	}
	for _, key := range c.Withdrawn {
		e.set(key, nothing)
	}
	e.result.Position = c.Position
	affected := e.affected()
	e.settle()
	for _, i := range affected {
		e.judge(i)
	}
	return e.stats
}

// Suppose puts another scenario, or none, in place of the present one.
func (e *Engine) Suppose(o *Overlay) Stats {
	e.stats = Stats{}
	v := e.values
	if v.overlay != nil {
		for key := range v.overlay.Values {
			if n, r, i, why := v.find(key); why == nil {
				e.touch(n, r)
				v.unsuppose(n, r, i)
			}
		}
	}
	was := v.stated
	v.setOverlay(o)
	e.pushRestated(was)
	if o != nil {
		for key := range o.Values {
			if n, r, _, why := v.find(key); why == nil {
				e.touch(n, r)
			}
		}
	}
	v.suppose()
	e.result.Overlay = o
	e.settle()
	e.judgeAll()
	return e.stats
}

// set makes h what is known about a cell, beneath a supposition if there is one.
func (e *Engine) set(key fact.Key, h held) {
	v := e.values
	n, r, i, why := v.find(key)
	if why != nil {
		return
	}
	e.touch(n, r)
	if _, supposed := v.beneath[v.cell(n, r, i)]; supposed {
		v.beneath[v.cell(n, r, i)] = h
		return
	}
	v.hold(n, r, i, h)
}

// touch queues a row that is about to change, and keeps what it is.
func (e *Engine) touch(n *node, r int) {
	slot := e.values.slot(n, r)
	if _, ok := e.before[slot]; !ok {
		row := append([]float64(nil), e.values.row(n, r)...)
		e.before[slot] = before{row, e.values.soft[slot]}
	}
	e.push(n, r)
}

// pushRestated queues what reads assumptions, weights and projects that are not what they were.
func (e *Engine) pushRestated(was stated) {
	for i, n := range e.graph.nodes {
		for k := range n.inputs {
			if !sameBits(was.fixed[i][k], e.values.fixed[i][k]) || !slices.Equal(was.routes[i][k], e.values.routes[i][k]) {
				e.pushAll(n)
			}
		}
	}
	for r := range e.graph.rows {
		if !sameBits(was.factors[r], e.values.factors[r]) {
			e.pushComposed(r)
		}
	}
}

func (e *Engine) pushAll(n *node) {
	for r := range e.graph.rows {
		e.push(n, r)
	}
}

// pushComposed queues what puts together the parts of a row.
func (e *Engine) pushComposed(r int) {
	for _, n := range e.graph.nodes {
		if n.additive() {
			e.push(n, r)
		}
		for _, m := range n.members {
			e.push(m, r)
		}
	}
}

func (e *Engine) push(n *node, r int) {
	if slot := e.values.slot(n, r); !e.queued[slot] {
		e.queued[slot] = true
		heap.Push(&e.queue, item{uint64(n.stage)<<56 | uint64(e.graph.rows[r].level)<<48 |
			uint64(r)<<24 | uint64(n.turn)})
	}
}

// settle computes what is queued in order of dependence. A row that comes out as it was stops
// there; a changed one queues what depends on it.
func (e *Engine) settle() {
	v, noted := e.values, false
	var kept []float64
	for len(e.queue) > 0 {
		n, r := e.queue.next(e.graph)
		slot, row := v.slot(n, r), v.row(n, r)
		delete(e.queued, slot)
		was, touched := e.before[slot]
		if !touched {
			kept = append(kept[:0], row...)
			was = before{kept, v.soft[slot]}
		}
		if n.computable(v.rows[r]) {
			_, hadNote := v.differs[slot]
			delete(v.differs, slot)
			v.compute(n, r, e.scratch)
			_, hasNote := v.differs[slot]
			noted = noted || hadNote || hasNote
			e.stats.Rows++
		}
		if was.soft == v.soft[slot] && sameBits(was.row, row) {
			e.stats.Cutoffs++
			continue
		}
		e.pushDependents(n, r)
	}
	clear(e.before)
	if noted {
		e.result.Findings = v.findings()
	}
}

func (e *Engine) pushDependents(n *node, r int) {
	for _, m := range n.own {
		e.push(m, r)
	}
	for _, whole := range e.graph.rows[r].wholes {
		if n.additive() {
			e.push(n, whole)
		}
		for _, m := range n.members {
			e.push(m, whole)
		}
	}
	for _, m := range n.fixed[r] {
		e.pushAll(m)
	}
}

// judge evaluates one target result again.
func (e *Engine) judge(i int) {
	e.values.judge(&e.result.Targets[i])
	e.stats.Targets++
}

func (e *Engine) judgeAll() {
	for i := range e.result.Targets {
		e.judge(i)
	}
}

// sameBits reports whether two rows hold the same numbers, bit by bit, any two missing ones being
// the same.
func sameBits(a, b []float64) bool {
	for i, x := range a {
		if math.Float64bits(x) != math.Float64bits(b[i]) && !(x != x && b[i] != b[i]) {
			return false
		}
	}
	return true
}

// item is a row to be computed: stage, level, row and turn, the most significant first, so that
// what a row reads always comes before it.
type item struct{ order uint64 }

// queue is a heap of items, the first to be computed on top.
type queue []item

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].order < q[j].order }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(item)) }

func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// next takes the first row from the queue.
func (q *queue) next(g *graph) (*node, int) {
	order := heap.Pop(q).(item).order
	return g.order[order&(1<<24-1)], int(order >> 24 & (1<<24 - 1))
}
