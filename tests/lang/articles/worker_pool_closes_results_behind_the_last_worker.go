package main

import (
	"fmt"
	"sync"
)

func worker(id int, jobs <-chan int, results chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for job := range jobs {
		results <- job * 2
	}
}

func main() {
	const JOBS = 50
	jobs := make(chan int, JOBS)
	results := make(chan int, JOBS)

	var wg sync.WaitGroup
	for w := 1; w <= 5; w++ {
		wg.Add(1)
		go worker(w, jobs, results, &wg)
	}
	for j := 1; j <= JOBS; j++ {
		jobs <- j
	}
	close(jobs)

	go func() {
		wg.Wait()
		close(results)
	}()

	count, sum := 0, 0
	for result := range results {
		count++
		sum += result
	}
	fmt.Println(count, sum)
}
