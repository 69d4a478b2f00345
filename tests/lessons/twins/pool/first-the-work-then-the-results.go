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
				results <- j * 10
			}
		})
	}
	for j := range 3 {
		jobs <- j
		fmt.Println("handed out", j)
	}
	close(jobs)
	wg.Wait()
	close(results)
	for r := range results {
		fmt.Println(r)
	}
}
