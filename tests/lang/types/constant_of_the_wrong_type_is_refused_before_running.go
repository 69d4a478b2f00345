package main

import "fmt"

func main() {
	fmt.Println("never")
	ch := make(chan int, 1)
	ch <- "x"

}
