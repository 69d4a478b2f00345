package main

import (
	"runtime"
	"runtime/debug"
)

func worker(c chan int) { <-c }

func main() {
	go worker(make(chan int))
	runtime.Gosched()
	debug.SetTraceback("none")
	panic("no")
}
