package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	fmt.Println(runtime.GOMAXPROCS(0))
	for range 10 {
		go time.Sleep(time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine())
	time.Sleep(10 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine())
}
