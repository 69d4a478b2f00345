package main

import "fmt"

func main() {
	ch := make(chan int, 1)
	ch <- 1
	fmt.Println("one")
	ch <- 2
	fmt.Println("two")
}
