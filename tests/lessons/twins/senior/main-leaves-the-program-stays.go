package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	go func() {
		time.Sleep(time.Second)
		fmt.Println("worker")
	}()
	defer fmt.Println("main")
	runtime.Goexit()
}
