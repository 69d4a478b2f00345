package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	for i := range 1_000_000 {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			time.Sleep(time.Second)
		}(i)
	}
	wg.Wait()
	fmt.Println("a million have slept")
}
