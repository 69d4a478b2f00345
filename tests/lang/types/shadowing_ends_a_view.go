package main

import "fmt"

func worker(jobs <-chan int) {
	fmt.Printf("%T\n", jobs)
	{
		jobs := make(chan int, 1)
		jobs <- 1
		fmt.Println(<-jobs)
	}
}

func main() {
	worker(make(chan int))

}
