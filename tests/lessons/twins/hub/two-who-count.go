package main

import (
	"fmt"
	"sync"
)

func main() {
	add, ask := make(chan int), make(chan chan int)
	go func() {
		count := 0
		for {
			select {
			case n := <-add:
				count = count + n
			case reply := <-ask:
				reply <- count
			}
		}
	}()
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			add <- 1
			wg.Done()
		}()
	}
	wg.Wait()
	reply := make(chan int)
	ask <- reply
	fmt.Println(<-reply)
}
