package main

import "fmt"

func numbers(limit int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 1; i <= limit; i++ {
			out <- i
		}
	}()
	return out
}

func square(input <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for v := range input {
			out <- v * v
		}
	}()
	return out
}

func main() {
	for v := range square(square(numbers(4))) {
		fmt.Println(v)
	}
	fmt.Println("the pipeline is empty")
}
