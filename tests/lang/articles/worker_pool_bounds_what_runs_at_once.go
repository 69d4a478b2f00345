package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	jobs := make(chan int)
	var wg sync.WaitGroup
	running, most := 0, 0
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range jobs {
				running++
				most = max(most, running)
				time.Sleep(time.Millisecond)
				running--
			}
		}()
	}
	for j := range 30 {
		jobs <- j
	}
	close(jobs)
	wg.Wait()
	fmt.Println(running, most)
}
