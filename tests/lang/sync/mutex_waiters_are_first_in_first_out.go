package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	said := ""
	mu.Lock()
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			said += fmt.Sprintf(" %d", i)
			mu.Unlock()
		}()
		time.Sleep(time.Millisecond)
	}
	mu.Unlock()
	wg.Wait()
	fmt.Println("order:" + said)

}
