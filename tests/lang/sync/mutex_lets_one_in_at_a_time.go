package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	inside, most := 0, 0
	for range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			inside++
			most = max(most, inside)
			runtime.Gosched()
			inside--
		}()
	}
	wg.Wait()
	fmt.Println(most)

}
