package main

import "fmt"

func f(left chan<- int, right <-chan int) {
	left <- 1 + <-right
}

func main() {
	leftmost := make(chan int)
	right := leftmost
	left := leftmost
	for range 10_000 {
		right = make(chan int)
		go f(left, right)
		left = right
	}
	go func(c chan<- int) { c <- 1 }(right)
	fmt.Println(<-leftmost)

}
