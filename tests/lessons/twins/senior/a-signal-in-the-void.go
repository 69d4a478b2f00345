package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	go cond.Signal()
	mu.Lock()
	cond.Wait()
	mu.Unlock()
	fmt.Println("woken")
}
