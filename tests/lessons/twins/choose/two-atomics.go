package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var left, right atomic.Int64
	left.Store(10)
	var wg sync.WaitGroup
	wg.Go(func() {
		left.Add(-1)
		right.Add(1)
	})
	wg.Go(func() { fmt.Println(left.Load() + right.Load()) })
	wg.Wait()
}
