package main

import (
	"fmt"
	"os"
	"runtime"
)

func parked(ch chan int) {
	<-ch
}

func look() {
	buf := make([]byte, 10000)
	fmt.Fprint(os.Stderr, string(buf[:runtime.Stack(buf, true)]))
}

func main() {
	ch := make(chan int)
	go parked(ch)
	go func() {
		ch <- <-ch
	}()
	runtime.Gosched()
	inside := func() {
		look()
	}
	inside()
	go look()
	runtime.Gosched()
}
