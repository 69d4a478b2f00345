package main

import (
	"fmt"
	"runtime"
)

func main() {
	go func() {
		for {
		}
	}()
	runtime.Gosched()
	fmt.Println("still here")
}
