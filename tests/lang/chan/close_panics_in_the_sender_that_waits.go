package main

import (
	"fmt"
	"time"
)

func main() {
	ch := make(chan int)
	go func() {
		defer func() { fmt.Println("sender:", recover()) }()
		ch <- 1
	}()
	time.Sleep(time.Millisecond)
	close(ch)
	time.Sleep(time.Millisecond)
	fmt.Println("main goes on")

}
