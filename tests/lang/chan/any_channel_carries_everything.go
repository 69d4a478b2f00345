package main

import "fmt"

func main() {
	ch := make(chan any, 4)
	ch <- 1
	ch <- "two"
	ch <- nil
	ch <- true
	for range 4 {
		fmt.Println(<-ch)
	}

}
