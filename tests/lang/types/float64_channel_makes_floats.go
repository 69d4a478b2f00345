package main

import "fmt"

func main() {
	ch := make(chan float64, 1)
	ch <- 3
	fmt.Printf("%T\n", <-ch)

}
