package main

import "fmt"

func worker(jobs <-chan int) {
	close(jobs)
}

func main() {
	fmt.Println("not reached")
}
