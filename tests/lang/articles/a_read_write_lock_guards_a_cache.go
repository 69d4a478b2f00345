package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.RWMutex
	var wg sync.WaitGroup
	cache, fetched := map[string]string{}, 0

	get := func(key string) string {
		mu.RLock()
		value, ok := cache[key]
		mu.RUnlock()
		if ok {
			return value
		}
		mu.Lock()
		defer mu.Unlock()
		if _, ok := cache[key]; !ok {
			time.Sleep(10 * time.Millisecond)
			fetched++
			cache[key] = "value of " + key
		}
		return cache[key]
	}

	answers := make(chan string, 10)
	for range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			answers <- get("colour")
		}()
	}
	wg.Wait()
	close(answers)
	same := true
	for answer := range answers {
		same = same && answer == "value of colour"
	}
	fmt.Println(same, fetched)
}
