package main

import (
	"fmt"
	"time"
)

const size, rounds = 503, 5_000

func node(from <-chan int, to chan<- int) {
	for v := range from {
		to <- v + 1
	}
}

func main() {
	first := make(chan int)
	last := first
	for range size - 1 {
		to := make(chan int)
		go node(last, to)
		last = to
	}

	start := time.Now()
	token := 0
	for range rounds {
		first <- token + 1
		token = <-last
	}
	if token != size*rounds {
		panic("the token lost count")
	}
	fmt.Printf("ring: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/float64(token))
}
