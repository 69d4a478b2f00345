package main

import "fmt"

func main() {
	ch := make(chan int)
	select {
	case ch <- 1:
		fmt.Println("sent")
	case v := <-ch:
		fmt.Println("received", v)
	}
}
