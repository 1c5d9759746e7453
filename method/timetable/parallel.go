package timetable

import (
	"sync"
	"sync/atomic"
)

// parallel does items 0 … n−1 on some goroutines, each with a worker of its own.
func parallel(threads, n int, worker func() func(item int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(max(1, threads), n) {
		wait.Go(func() {
			do := worker()
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	wait.Wait()
}
