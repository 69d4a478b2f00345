package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	select {
	case <-ch:
		fmt.Println("received")
	case <-time.After(2 * time.Millisecond):
		fmt.Println("timeout")
	}

}
