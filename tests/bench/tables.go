package main

import (
	"fmt"
	"time"
)

const N = 2_000_000

type message struct{ id int }

func produce(out chan<- *message) {
	for i := range N {
		out <- &message{id: i}
	}
	close(out)
}

func main() {
	ch := make(chan *message)
	start := time.Now()
	go produce(ch)
	n := 0
	for range ch {
		n++
	}
	fmt.Printf("tables: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/float64(n))
}
