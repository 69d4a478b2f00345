package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	var stop atomic.Bool
	go func() {
		stop.Store(true)
	}()
	for !stop.Load() {
	}
	fmt.Println("stopped")

}
