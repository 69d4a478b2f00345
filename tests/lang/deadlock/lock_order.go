package main

import (
	"sync"
	"time"
)

func main() {
	var a, b sync.Mutex
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		a.Lock()
		time.Sleep(time.Millisecond)
		b.Lock()
	}()
	go func() {
		defer wg.Done()
		b.Lock()
		time.Sleep(time.Millisecond)
		a.Lock()
	}()
	wg.Wait()

}
