package main

import (
	"fmt"
	"sync"
)

func main() {
	jobs, results := make(chan int), make(chan int)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for j := range jobs {
				results <- j
			}
		})
	}
	go func() {
		for range 2 {
			jobs <- 1
		}
	}()
	for range 2 {
		fmt.Println(<-results)
	}
	wg.Wait()
	fmt.Println("all went home")
}
