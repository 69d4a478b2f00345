package main

import (
	"fmt"
	"sync"
	"time"
)

const N, batch = 2_000_000, 1_000

func main() {
	var wg sync.WaitGroup
	start := time.Now()
	for range N / batch {
		wg.Add(batch)
		for range batch {
			go func() { wg.Done() }()
		}
		wg.Wait()
	}
	fmt.Printf("spawn: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/N)
}
