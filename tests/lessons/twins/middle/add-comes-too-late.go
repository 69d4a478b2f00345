package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	var n atomic.Int64
	var wg sync.WaitGroup
	go func() {
		wg.Add(1)
		n.Add(1)
		wg.Done()
	}()
	wg.Wait()
	fmt.Println(n.Load())
}
