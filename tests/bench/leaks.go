// What Go's own search for leaks costs at least: a collection, which looks at the same goroutines, channels and heap.
package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

const N = 100_000

var (
	channels = make([]chan int, N)
	tables   []*[1]int
)

func main() {
	world := os.Args[1]
	for i := range N {
		ch := make(chan int)
		if world != "own" {
			channels[i] = ch
		}
		go func() { <-ch }()
	}
	if world == "heap" {
		for i := range 1_000_000 {
			tables = append(tables, &[1]int{i})
		}
	}
	time.Sleep(time.Millisecond)
	runtime.GC()
	start := time.Now()
	runtime.GC()
	fmt.Printf("leaks: %.1f ms\n", float64(time.Since(start).Microseconds())/1000)
}
