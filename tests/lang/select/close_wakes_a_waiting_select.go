package main

import (
	"fmt"
	"time"
)

func main() {
	a, b := make(chan int), make(chan int)
	go func() {
		time.Sleep(time.Millisecond)
		close(b)
	}()
	select {
	case <-a:
		fmt.Println("a")
	case v, ok := <-b:
		fmt.Println("b", v, ok)
	}

}
