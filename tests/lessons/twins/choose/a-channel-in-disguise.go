package main

import (
	"fmt"
	"sync"
)

func main() {
	counter := make(chan int, 1)
	counter <- 0
	add := func() {
		n := <-counter
		counter <- n + 1
	}
	var wg sync.WaitGroup
	wg.Go(add)
	wg.Go(add)
	wg.Wait()
	fmt.Println(<-counter)
}
