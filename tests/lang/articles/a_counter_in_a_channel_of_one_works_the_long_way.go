package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	counter := make(chan int, 1)
	counter <- 0
	var wg sync.WaitGroup
	for range 100 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n := <-counter
			runtime.Gosched()
			counter <- n + 1
		}()
	}
	wg.Wait()
	fmt.Println(<-counter)
}
