package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	counter := 0
	for range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			seen := counter
			runtime.Gosched()
			counter = seen + 1
		}()
	}
	wg.Wait()
	fmt.Println(counter)
}
