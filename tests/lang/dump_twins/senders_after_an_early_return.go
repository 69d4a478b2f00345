package main

import "fmt"

func query(id int, out chan<- int) {
	out <- id
}

func first(n int) int {
	out := make(chan int)
	for i := range n {
		go query(i, out)
	}
	return <-out
}

func main() {
	fmt.Println(first(3))
	first(0)
}
