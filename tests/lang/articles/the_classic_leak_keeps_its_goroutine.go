package main

import (
	"fmt"
	"runtime"
	"time"
)

func sendToNobody() {
	ch := make(chan int)
	go func() {
		ch <- 42
	}()
}

func receiveFromNobody() {
	ch := make(chan int)
	go func() {
		value := <-ch
		fmt.Println(value)
	}()
}

func main() {
	fmt.Println(runtime.NumGoroutine())
	sendToNobody()
	receiveFromNobody()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine())
}
