package main

import "fmt"

func worker(jobs <-chan int, results chan<- int) {
	jobs <- 1
}

func main() {
	fmt.Println("not reached")
}
