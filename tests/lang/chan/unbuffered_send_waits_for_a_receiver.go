package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	received := false
	go func() {
		time.Sleep(time.Millisecond)
		<-ch
		received = true
	}()
	ch <- 1
	time.Sleep(time.Millisecond)
	fmt.Println(received)

}
