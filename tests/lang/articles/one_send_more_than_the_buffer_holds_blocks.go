package main

import "fmt"

func main() {
	ch := make(chan int, 3)
	ch <- 10
	ch <- 20
	ch <- 30
	fmt.Println("three are in the pipe")
	ch <- 40
	fmt.Println("not reached")
}
