package main

import (
	"fmt"
	"sync"
	"time"
)

const N = 2_000_000

var wg sync.WaitGroup

func work() { wg.Done() }

func main() {
	start := time.Now()
	for range N {
		wg.Add(1)
		go work()
		wg.Wait()
	}
	fmt.Printf("waitgroup: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/N)
}
