package main

import "fmt"

func main() {
	ch := make(chan int)
	go func() {
		ch <- 1
		ch <- 2
	}()
	go func() { ch <- 9 }()
	fmt.Println(<-ch, <-ch, <-ch)
}
