package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	go func() {
		time.Sleep(time.Millisecond)
		close(ch)
	}()
	defer func() { fmt.Println(recover()) }()
	select {
	case ch <- 1:
		fmt.Println("sent")
	case <-make(chan int):
	}

}
