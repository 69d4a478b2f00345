package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	channel := func() chan int {
		fmt.Println("channel")
		return ch
	}
	value := func() int {
		fmt.Println("value")
		return 1
	}
	go func() {
		fmt.Println("received", <-ch)
	}()
	channel() <- value()
	time.Sleep(time.Millisecond)

}
