package main

import "fmt"

func worker(jobs <-chan int, results chan<- int) {
	fmt.Println(<-results)
}

func main() {
	fmt.Println("not reached")
}
