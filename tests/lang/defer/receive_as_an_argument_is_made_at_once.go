package main

import "fmt"

func main() {
	ch := make(chan int, 1)
	ch <- 3
	defer fmt.Println("deferred", <-ch)
	fmt.Println("left", len(ch))

}
