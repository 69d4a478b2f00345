package main

import "fmt"

func main() {
	outer := make(chan chan int, 1)
	inner := make(chan int, 2)
	inner <- 1
	inner <- 2
	close(inner)
	outer <- inner
	for v := range <-outer {
		fmt.Println(v)
	}

}
