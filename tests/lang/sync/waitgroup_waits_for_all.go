package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	count := 0
	for range 5 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			time.Sleep(time.Millisecond)
			count++
		}()
	}
	wg.Wait()
	fmt.Println(count)

}
