package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	go func() {
		for i := range 3 {
			time.Sleep(40 * time.Millisecond)
			ch <- i
		}
	}()
	for range 3 {
		select {
		case v := <-ch:
			fmt.Println("got", v)
		case <-time.After(50 * time.Millisecond):
			fmt.Println("timeout")
		}
	}
}
