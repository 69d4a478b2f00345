package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	go func() {
		time.Sleep(time.Millisecond)
		ch <- 1
		ch <- 2
	}()
	sum := 0
	for range 2 {
		select {
		case v := <-ch:
			sum += v
		case v := <-ch:
			sum += v
		case v := <-ch:
			sum += v
		}
	}
	fmt.Println(sum)

}
