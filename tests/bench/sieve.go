package main

import (
	"fmt"
	"time"
)

const count = 1_000

func naturals(out chan<- int) {
	for n := 2; ; n++ {
		out <- n
	}
}

func filter(from <-chan int, to chan<- int, prime int) {
	for n := range from {
		if n%prime != 0 {
			to <- n
		}
	}
}

func main() {
	start := time.Now()
	source := make(chan int)
	go naturals(source)
	var prime int
	for range count {
		prime = <-source
		rest := make(chan int)
		go filter(source, rest, prime)
		source = rest
	}
	if prime != 7919 {
		panic("that is not the thousandth prime")
	}
	fmt.Printf("sieve: %.3f s\n", time.Since(start).Seconds())
}
