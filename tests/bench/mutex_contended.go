package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

const N, WORKERS = 2_000_000, 4

var (
	mu    sync.Mutex
	wg    sync.WaitGroup
	count int
)

func work() {
	for range N / WORKERS {
		mu.Lock()
		count++
		runtime.Gosched()
		mu.Unlock()
	}
	wg.Done()
}

func main() {
	start := time.Now()
	wg.Add(WORKERS)
	for range WORKERS {
		go work()
	}
	wg.Wait()
	if count != N {
		panic("two had the lock at once")
	}
	fmt.Printf("mutex_contended: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/N)
}
