package main

import (
	"fmt"
	"time"
)

const N = 10_000_000

func produce(out chan<- int) {
	for i := range N {
		out <- i
	}
	close(out)
}

func main() {
	ch := make(chan int, 100)
	start := time.Now()
	go produce(ch)
	n := 0
	for range ch {
		n++
	}
	fmt.Printf("buffered: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/float64(n))
}
