package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

func main() {
	queue := make(chan int, 10)
	var sent atomic.Int64
	go func() {
		for i := range 15 {
			queue <- i
			sent.Add(1)
		}
		close(queue)
	}()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(sent.Load(), len(queue))
	<-queue
	<-queue
	time.Sleep(10 * time.Millisecond)
	fmt.Println(sent.Load(), len(queue))
	rest := 0
	for range queue {
		rest++
	}
	fmt.Println(sent.Load(), rest)
}
