package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

func cube(n int) int {
	return n * n * n
}

func workerPool(jobs <-chan int, results chan<- int, n int) {
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for job := range jobs {
				results <- cube(job)
			}
		}()
	}
	wg.Wait()
	close(results)
}

func main() {
	jobs, results := make(chan int), make(chan int)
	go workerPool(jobs, results, 4)
	go func() {
		defer close(jobs)
		for i := 1; i <= 10; i++ {
			jobs <- i
		}
	}()
	var cubes []int
	for result := range results {
		cubes = append(cubes, result)
	}
	slices.Sort(cubes)
	fmt.Println(strings.Trim(fmt.Sprint(cubes), "[]"))
}
