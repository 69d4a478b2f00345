package main

import "fmt"

func fan(a <-chan int, b <-chan int, out chan<- int) {
	for true {
		select {
		case v := <-a:
			out <- v
		case v := <-b:
			out <- v
		}
	}
}

func main() {
	a := make(chan int)
	b := make(chan int)
	out := make(chan int)
	go fan(a, b, out)
	a <- 1
	fmt.Println(<-out)
	b <- 2
	select {
	case a <- 3:
	case b <- 4:
	case <-make(chan int):
	}
}
