package main

import (
	"fmt"
	"runtime"
	"time"
)

func work() {
	ch := make(chan int, 1)
	go func() {
		ch <- 42
	}()
}

func main() {
	work()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine())
}
