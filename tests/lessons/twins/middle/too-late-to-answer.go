package main

import (
	"fmt"
	"time"
)

func main() {
	answer := make(chan int)
	go func() {
		time.Sleep(2 * time.Second)
		answer <- 42
		fmt.Println("sent")
	}()
	select {
	case v := <-answer:
		fmt.Println(v)
	case <-time.After(time.Second):
		fmt.Println("timeout")
	}
	time.Sleep(time.Minute)
	fmt.Println("end")
}
