package main

import "fmt"

func main() {
	var none chan int
	select {
	case <-none:
		fmt.Println("received")
	case none <- 1:
		fmt.Println("sent")
	default:
		fmt.Println("default")
	}

}
