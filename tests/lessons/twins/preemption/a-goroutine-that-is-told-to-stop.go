package main

import (
	"fmt"
	"runtime"
)

func main() {
	stop := false
	n := 0
	go func() {
		for !stop {
			n += 1
		}
	}()
	runtime.Gosched()
	stop = true
	fmt.Println(n > 0)
}
