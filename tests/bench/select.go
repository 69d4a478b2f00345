package main

import (
	"fmt"
	"time"
)

const N = 2_000_000

func feed(out chan<- int) {
	for i := range N / 2 {
		out <- i
	}
}

func main() {
	a, b := make(chan int), make(chan int)
	start := time.Now()
	go feed(a)
	go feed(b)
	sum := 0
	for range N {
		select {
		case v := <-a:
			sum += v
		case v := <-b:
			sum += v
		}
	}
	_ = sum
	fmt.Printf("select: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/N)
}
