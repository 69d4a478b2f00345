package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"time"
)

const N, depth = 100_000, 10

//go:noinline
func deep(n int, c chan int) {
	if n == 0 {
		<-c
	}
	if n > 0 {
		deep(n-1, c)
	}
}

func main() {
	c := make(chan int)
	for range N {
		go deep(depth, c)
	}
	time.Sleep(time.Second)
	text := make([]byte, 1<<28)
	start := time.Now()
	text = text[:runtime.Stack(text, true)]
	fmt.Printf("dump: %.1f ms\n", float64(time.Since(start).Nanoseconds())/1e6)
	if bytes.Count(text, []byte("goroutine ")) < N {
		os.Exit(1)
	}
}
