package main

import (
	"fmt"
	"runtime"
)

func main() {
	for range 3 {
		go func() {}()
	}
	fmt.Println(runtime.NumGoroutine())
}
