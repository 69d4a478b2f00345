package main

import "sync"

func worker(id int, jobs <-chan int, results chan<- int) {
	for j := range jobs {
		results <- j * 2
	}
}

func main() {
	jobs := make(chan int, 5)
	results := make(chan int)
	for w := range 3 {
		go worker(w, jobs, results)
	}
	for j := range 5 {
		jobs <- j
	}
	close(jobs)
	var wg sync.WaitGroup
	wg.Add(1)
	wg.Wait()
}
