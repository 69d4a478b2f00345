package main

import (
	"fmt"
	"runtime"
	"time"
)

func stage(input <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		for v := range input {
			out <- v + 1
		}
	}()
	return out
}

func main() {
	input := make(chan int)
	last := stage(stage(input))
	input <- 1
	fmt.Println(<-last)
	close(input)
	time.Sleep(time.Millisecond)
	fmt.Println(runtime.NumGoroutine())
}
