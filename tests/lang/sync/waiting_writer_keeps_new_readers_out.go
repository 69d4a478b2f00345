package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.RWMutex
	said := ""
	mu.RLock()
	go func() {
		mu.Lock()
		said += " W"
		mu.Unlock()
	}()
	time.Sleep(time.Millisecond)
	for i := range 3 {
		go func() {
			mu.RLock()
			said += fmt.Sprintf(" R%d", i)
			mu.RUnlock()
		}()
		time.Sleep(time.Millisecond)
	}
	mu.RUnlock()
	time.Sleep(time.Millisecond)
	fmt.Println("order:" + said)

}
