package main

import (
	"fmt"
	"time"
)

func main() {
	a, b := make(chan int), make(chan int)
	start := time.Now()
	select {
	case v := <-a:
		fmt.Println("a sent", v)
	case v := <-b:
		fmt.Println("b sent", v)
	case <-time.After(time.Second):
		fmt.Println("timeout")
	default:
		fmt.Println("nothing ready, going on")
	}
	fmt.Println(time.Since(start) < 500*time.Millisecond)
}
