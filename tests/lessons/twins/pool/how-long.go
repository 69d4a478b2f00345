package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	begin := time.Now()
	jobs := make(chan int, 5)
	for j := range 5 {
		jobs <- j
	}
	close(jobs)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range jobs {
				time.Sleep(time.Second)
			}
		})
	}
	wg.Wait()
	fmt.Println(time.Since(begin))
}
