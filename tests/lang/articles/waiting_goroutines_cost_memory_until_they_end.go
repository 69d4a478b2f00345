package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"
)

const n = 10_000

func measure() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	before := measure()
	var wg sync.WaitGroup
	wg.Add(n)
	for range n {
		go func() {
			defer wg.Done()
			<-ctx.Done()
		}()
	}
	runtime.Gosched()
	fmt.Println(runtime.NumGoroutine())
	fmt.Println((measure()-before)/n > 256)
	cancel()
	wg.Wait()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine())
}
