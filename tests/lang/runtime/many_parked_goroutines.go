package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	done := make(chan bool)
	for range 50_000 {
		go func() { <-done }()
	}
	time.Sleep(time.Millisecond)
	fmt.Println(runtime.NumGoroutine())
	close(done)

}
