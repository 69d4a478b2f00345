package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var hits atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			hits.Store(hits.Load() + 1)
		})
	}
	wg.Wait()
	fmt.Println(hits.Load())
}
