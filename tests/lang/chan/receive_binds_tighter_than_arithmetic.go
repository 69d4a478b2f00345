package main

import "fmt"

func main() {
	ch := make(chan int, 4)
	ch <- 3
	ch <- 4
	fmt.Println(<-ch*2 + <-ch)
	ch <- 5
	fmt.Println(-<-ch)

}
