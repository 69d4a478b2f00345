package main

import "fmt"

func c(name string) chan int {
	fmt.Println(name)
	return nil
}

func v(n int) int {
	fmt.Println(n)
	return n
}

func main() {
	select {
	case <-c("a"):
		fmt.Println("received")
	case c("b") <- v(1):
		fmt.Println("sent")
	default:
		fmt.Println("default")
	}
}
