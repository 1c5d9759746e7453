package network

import (
	"sync"
	"sync/atomic"
)

// span is a run of ranks, both included.
type span struct{ first, last int32 }

// subtrees divides the nodes into whole subtrees, which can be worked on apart, and the nodes above
// them, ascending.
func (h *Hierarchy) subtrees(threads int) (tasks []span, top []int32) {
	n := int32(len(h.node))
	if threads < 2 || n < 2000 {
		if n > 0 {
			tasks = []span{{0, n - 1}}
		}
		return tasks, nil
	}
	limit := n / int32(8*threads)
	for r := n - 1; r >= 0; {
		if h.size[r] > limit {
			top = append(top, r)
			r--
			continue
		}
		tasks = append(tasks, span{r - h.size[r] + 1, r})
		r -= h.size[r]
	}
	for i, j := 0, len(top)-1; i < j; i, j = i+1, j-1 {
		top[i], top[j] = top[j], top[i]
	}
	return tasks, top
}

// parallel does items 0 … n−1 on some goroutines, each with a worker of its own.
func parallel(threads, n int, worker func() func(item int)) {
	threads = min(threads, n)
	if threads < 2 {
		if n > 0 {
			do := worker()
			for i := range n {
				do(i)
			}
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range threads {
		wait.Go(func() {
			do := worker()
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	wait.Wait()
}
