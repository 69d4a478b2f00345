package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.RWMutex
	mu.RLock()
	fmt.Println(mu.TryRLock())
	fmt.Println(mu.TryLock())
	mu.RUnlock()
	fmt.Println(mu.TryLock())
	mu.RUnlock()
	fmt.Println(mu.TryLock())
	fmt.Println(mu.TryRLock())

}
