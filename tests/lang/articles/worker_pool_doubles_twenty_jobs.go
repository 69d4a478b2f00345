package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

func worker(id int, jobs <-chan int, results chan<- int) {
	for job := range jobs {
		time.Sleep(100 * time.Millisecond)
		results <- job * 2
	}
}

func main() {
	const JOBS, WORKERS = 20, 5
	jobs := make(chan int, JOBS)
	results := make(chan int, JOBS)
	start := time.Now()

	for w := 1; w <= WORKERS; w++ {
		go worker(w, jobs, results)
	}
	for j := 1; j <= JOBS; j++ {
		jobs <- j
	}
	close(jobs)

	var doubled []int
	for r := 1; r <= JOBS; r++ {
		doubled = append(doubled, <-results)
	}
	slices.Sort(doubled)
	fmt.Println(strings.Trim(fmt.Sprint(doubled), "[]"))
	fmt.Println(time.Since(start).Round(50 * time.Millisecond))
}
