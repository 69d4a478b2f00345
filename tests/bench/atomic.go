package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

const N = 20_000_000

var n atomic.Int64

func main() {
	start := time.Now()
	for range N {
		n.Add(1)
	}
	fmt.Printf("atomic: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/float64(n.Load()))
}
