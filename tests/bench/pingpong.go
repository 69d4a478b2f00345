package main

import (
	"fmt"
	"time"
)

const N = 1_500_000

func echo(ping <-chan int, pong chan<- int) {
	for v := range ping {
		pong <- v
	}
}

func main() {
	ping, pong := make(chan int), make(chan int)
	go echo(ping, pong)
	start := time.Now()
	for i := range N {
		ping <- i
		<-pong
	}
	fmt.Printf("pingpong: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/N)
}
