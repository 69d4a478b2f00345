package main

import (
	"fmt"
	"time"
)

func main() {
	c, d, e := make(chan int), make(chan int), make(chan int)
	go func() {
		select {
		case <-c:
		case <-d:
		case <-d:
		}
		e <- 9
	}()
	time.Sleep(time.Millisecond)
	go func() { d <- 7 }()
	fmt.Println(<-e)
	select {
	case d <- 1:
		fmt.Println("somebody received")
	default:
		fmt.Println("nobody waits")
	}

}
