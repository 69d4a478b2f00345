package main

import "fmt"

func main() {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	x := 5
	<-ch
	fmt.Println(x, <-ch)

}
