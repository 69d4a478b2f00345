package main

import "fmt"

func main() {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	b <- 1
	fromA, fromB := 0, 0
	for range 2_000 {
		select {
		case v := <-a:
			fromA++
			a <- v
		case v := <-b:
			fromB++
			b <- v
		}
	}
	fmt.Println(fromA + fromB)
	fmt.Println(fromA > 800 && fromB > 800)
}
