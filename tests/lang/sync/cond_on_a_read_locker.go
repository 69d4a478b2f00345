package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.RWMutex
	cond := sync.NewCond(mu.RLocker())
	done := make(chan bool)
	go func() {
		cond.L.Lock()
		cond.Wait()
		cond.L.Unlock()
		done <- true
	}()
	time.Sleep(time.Millisecond)
	mu.Lock()
	cond.Signal()
	mu.Unlock()
	fmt.Println(<-done)

}
