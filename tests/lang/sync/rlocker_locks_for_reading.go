package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.RWMutex
	l := mu.RLocker()
	l.Lock()
	fmt.Println(mu.TryRLock(), mu.TryLock())
	mu.RUnlock()
	l.Unlock()
	fmt.Println(mu.TryLock())

}
