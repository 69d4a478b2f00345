package main

import "fmt"

func view(c chan int) <-chan int {
	return c
}

func main() {
	ch := make(chan int, 2)
	side := view(ch)
	ch <- 7
	fmt.Println(side == ch)
	fmt.Println(len(side), cap(side))
	fmt.Println(<-side, len(ch))
}
