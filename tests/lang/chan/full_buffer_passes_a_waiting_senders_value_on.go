package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	go func() {
		ch <- 3
		fmt.Println("third sent")
	}()
	time.Sleep(time.Millisecond)
	fmt.Println(<-ch, len(ch))
	fmt.Println(<-ch, <-ch)
	time.Sleep(time.Millisecond)

}
