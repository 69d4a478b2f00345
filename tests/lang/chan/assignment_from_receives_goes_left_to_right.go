package main

import "fmt"

func main() {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	a, b := <-ch, <-ch
	fmt.Println(a, b)

}
