package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.RWMutex
	done := make(chan bool)
	go func() {
		mu.Lock()
		mu.Unlock()
		close(done)
	}()
	mu.RLock()
	mu.RLock()
	fmt.Println("read twice")
	mu.RUnlock()
	mu.RUnlock()
	<-done
}
