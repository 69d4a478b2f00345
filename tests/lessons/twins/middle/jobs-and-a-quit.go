package main

import "fmt"

func main() {
	jobs, quit := make(chan int, 2), make(chan bool)
	jobs <- 1
	jobs <- 2
	close(quit)
	for {
		select {
		case j := <-jobs:
			fmt.Println("job", j)
		case <-quit:
			fmt.Println("quit")
			return
		}
	}
}
