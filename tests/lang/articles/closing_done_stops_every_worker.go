package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func main() {
	done := make(chan struct{})
	tasks := make(chan int)
	var wg sync.WaitGroup
	var stopped atomic.Int32
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				select {
				case <-done:
					stopped.Add(1)
					return
				case task := <-tasks:
					fmt.Println("task", task)
				}
			}
		}()
	}
	tasks <- 1
	tasks <- 2
	close(done)
	wg.Wait()
	fmt.Println(stopped.Load(), "workers stopped")
}
