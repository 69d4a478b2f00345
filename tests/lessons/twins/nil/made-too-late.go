package main

import "fmt"

func main() {
	var ch chan int
	go func() {
		ch = make(chan int)
		ch <- 1
	}()
	fmt.Println(<-ch)
}
