package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan string)
	go func() {
		time.Sleep(10 * time.Millisecond)
		ch <- "the answer"
	}()
	select {
	case v := <-ch:
		fmt.Println("first:", v)
	default:
		fmt.Println("first: nothing yet")
	}
	select {
	case v := <-ch:
		fmt.Println("second:", v)
	case <-time.After(time.Second):
		fmt.Println("second: too late")
	}
}
