package main

import (
	"fmt"
	"time"
)

func main() {
	a, b := make(chan int), make(chan int)
	go func() {
		time.Sleep(time.Millisecond)
		a <- 1
	}()
	select {
	case <-a:
	case <-b:
		fmt.Println("wrong")
	}
	go func() {
		b <- 2
		fmt.Println("sent")
	}()
	time.Sleep(time.Millisecond)
	fmt.Println("received", <-b)
	time.Sleep(time.Millisecond)

}
