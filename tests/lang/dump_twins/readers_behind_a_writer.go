package main

import (
	"runtime"
	"sync"
)

var mu sync.RWMutex

func reader() {
	mu.RLock()
	defer mu.RUnlock()
}

func writer() {
	mu.Lock()
	defer mu.Unlock()
}

func main() {
	mu.RLock()
	go writer()
	runtime.Gosched()
	go reader()
	go reader()
	runtime.Gosched()
	mu.RLock()
}
