package main

import "fmt"

func merge(a, b <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		for v := range a {
			out <- v
		}
	}()
	go func() {
		for v := range b {
			out <- v
		}
	}()
	return out
}

func main() {
	a, b := make(chan int), make(chan int)
	go func() { a <- 1; close(a) }()
	go func() { b <- 1; close(b) }()
	for v := range merge(a, b) {
		fmt.Println(v)
	}
}
