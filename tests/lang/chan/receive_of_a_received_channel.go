package main

import "fmt"

func main() {
	outer := make(chan chan int, 1)
	inner := make(chan int, 1)
	inner <- 7
	outer <- inner
	fmt.Println(<-<-outer)

}
