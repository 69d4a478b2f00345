package main

import (
	"fmt"
	"runtime"
	"time"
)

func fastest() int {
	ch := make(chan int)
	for i := range 3 {
		go func() { ch <- i }()
	}
	return <-ch
}

func main() {
	fastest()
	time.Sleep(time.Minute)
	fmt.Println(runtime.NumGoroutine())
}
