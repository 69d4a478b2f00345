package main

import "fmt"

func main() {
	done := make(chan struct{})
	values := make(chan int, 1)
	values <- 7
	close(done)
	select {
	case v := <-values:
		fmt.Println("value", v)
	case <-done:
		fmt.Println("stop")
	}
}
