package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	c := make(chan int)
	go func() {
		defer func() { c <- 1 }()
		runtime.Goexit()
	}()
	time.Sleep(time.Millisecond)
	fmt.Println(<-c)
}
