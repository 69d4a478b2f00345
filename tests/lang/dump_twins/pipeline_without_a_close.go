package main

import "fmt"

func generate(n int, out chan<- int) {
	for i := range n {
		out <- i
	}
}

func square(inbox <-chan int, out chan<- int) {
	for v := range inbox {
		out <- v * v
	}
	close(out)
}

func main() {
	numbers := make(chan int)
	squares := make(chan int)
	go generate(3, numbers)
	go square(numbers, squares)
	sum := 0
	for v := range squares {
		sum = sum + v
	}
	fmt.Println(sum)
}
