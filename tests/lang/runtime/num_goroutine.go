package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	fmt.Println(runtime.NumGoroutine())
	done := make(chan bool)
	for range 3 {
		go func() { <-done }()
	}
	fmt.Println(runtime.NumGoroutine())
	close(done)
	time.Sleep(time.Millisecond)
	fmt.Println(runtime.NumGoroutine())

}
