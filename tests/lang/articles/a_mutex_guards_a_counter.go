package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	counter := 0
	for range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 20 {
				mu.Lock()
				seen := counter
				runtime.Gosched()
				counter = seen + 1
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println(counter)
}
