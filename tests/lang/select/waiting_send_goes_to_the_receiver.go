package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	got := 0
	go func() {
		time.Sleep(time.Millisecond)
		got = <-ch
	}()
	select {
	case ch <- 5:
		fmt.Println("sent")
	case <-make(chan int):
	}
	time.Sleep(time.Millisecond)
	fmt.Println(got)

}
