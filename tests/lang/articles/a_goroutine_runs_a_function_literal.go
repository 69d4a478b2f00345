package main

import (
	"fmt"
	"runtime"
)

func main() {
	go func() {
		fmt.Println("in a goroutine")
	}()
	runtime.Gosched()
	fmt.Println("in main")
}
