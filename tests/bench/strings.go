package main

import (
	"fmt"
	"time"
)

const N = 3_000_000

var words = []string{"goroutine", "channel", "select", "a longer text that Lua does not intern, as messages are"}

func produce(out chan<- string) {
	for i := range N {
		out <- words[i%len(words)]
	}
	close(out)
}

func main() {
	ch := make(chan string)
	start := time.Now()
	go produce(ch)
	n := 0
	for range ch {
		n++
	}
	fmt.Printf("strings: %.1f ns/op\n", float64(time.Since(start).Nanoseconds())/float64(n))
}
