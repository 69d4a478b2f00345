package main

import "fmt"

func main() {
	from, to := make(chan int, 1), make(chan int, 1)
	from <- 4
	to <- <-from
	fmt.Println(<-to)

}
