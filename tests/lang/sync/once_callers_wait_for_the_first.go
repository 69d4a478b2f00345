package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var once sync.Once
	var wg sync.WaitGroup
	ready := false
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			once.Do(func() {
				time.Sleep(time.Millisecond)
				ready = true
			})
			fmt.Println(ready)
		}()
	}
	wg.Wait()

}
