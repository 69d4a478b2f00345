package main

import "fmt"

func main() {
	ch := make(chan int, 10)
	for i := range 10 {
		ch <- i
	}
	for i := range 10 {
		if <-ch != i {
			panic("out of order")
		}
	}
	fmt.Println("in order")

}
