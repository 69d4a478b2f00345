package main

import (
	"fmt"
	"sync"
	"time"
)

const N = 1_000_000

func main() {
	var started sync.WaitGroup
	started.Add(N)
	start := time.Now()
	for range N {
		go func() {
			started.Done()
			time.Sleep(time.Hour)
		}()
	}
	started.Wait()
	fmt.Printf("sleepers: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/N)
}
