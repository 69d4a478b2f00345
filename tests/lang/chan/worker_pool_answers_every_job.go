package main

import "fmt"

func worker(jobs <-chan int, results chan<- int) {
	for j := range jobs {
		results <- j * 2
	}
}

func main() {
	jobs := make(chan int, 100)
	results := make(chan int, 100)
	for range 3 {
		go worker(jobs, results)
	}
	for j := range 5 {
		jobs <- j
	}
	close(jobs)
	sum := 0
	for range 5 {
		sum += <-results
	}
	fmt.Println(sum)

}
