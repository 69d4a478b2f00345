package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	done := make(chan int)
	time.AfterFunc(10*time.Millisecond, func() { done <- 1 })
	c := time.NewTicker(5 * time.Millisecond).C
	runtime.GC()
	runtime.GC()
	<-c
	fmt.Println("tick")
	fmt.Println(<-done)
}
