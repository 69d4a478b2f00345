package main

import (
	"fmt"
	"sync"
)

func main() {
	jobs, results := make(chan int, 2), make(chan int, 2)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for j := range jobs {
				results <- j * 10
			}
		})
	}
	jobs <- 1
	jobs <- 2
	close(jobs)
	wg.Wait()
	close(results)
	for r := range results {
		fmt.Println(r)
	}
}
