package main

import (
	"fmt"
	"sync"
	"time"
)

const N = 20_000_000

func main() {
	var mu sync.Mutex
	start := time.Now()
	for range N {
		mu.Lock()
		mu.Unlock()
	}
	fmt.Printf("mutex: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/N)
}
