package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.Mutex
	turns := 0
	done := make(chan bool)
	go func() {
		for range 10 {
			mu.Lock()
			turns++
			mu.Unlock()
			time.Sleep(100 * time.Microsecond)
		}
		done <- true
	}()
	ended := false
	go func() {
		for !ended {
			mu.Lock()
			time.Sleep(2 * time.Millisecond)
			mu.Unlock()
		}
	}()
	<-done
	ended = true
	fmt.Println(turns)

}
