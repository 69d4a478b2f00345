package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	const ITEMS, WORKERS = 20_000, 23
	q := make(chan int, ITEMS/100)
	r := make(chan int, ITEMS/100)
	var wg sync.WaitGroup
	for i := range WORKERS {
		wg.Add(1)
		go func() {
			for v := range q {
				if i%7 == v%7 {
					runtime.Gosched()
				}
				r <- v
			}
			wg.Done()
		}()
	}
	go func() {
		for i := range ITEMS {
			q <- i
		}
		close(q)
		wg.Wait()
		close(r)
	}()
	count, sum := 0, 0
	for v := range r {
		count++
		sum += v
	}
	fmt.Println(count, sum)

}
