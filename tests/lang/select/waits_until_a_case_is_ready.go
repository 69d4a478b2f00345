package main

import (
	"fmt"
	"time"
)

func main() {
	a, b := make(chan int), make(chan string)
	go func() {
		time.Sleep(time.Millisecond)
		b <- "late"
	}()
	select {
	case v := <-a:
		fmt.Println("a", v)
	case v := <-b:
		fmt.Println("b", v)
	}

}
