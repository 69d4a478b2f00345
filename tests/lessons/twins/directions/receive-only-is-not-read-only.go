package main

import "fmt"

func peek(in <-chan int) int {
	return <-in
}

func main() {
	ch := make(chan int, 2)
	ch <- 5
	ch <- 6
	close(ch)
	for range 3 {
		v := peek(ch)
		fmt.Println(v, len(ch))
	}
}
