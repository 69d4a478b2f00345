package main

import (
	"fmt"
	"sync"
)

func main() {
	jobs := make(chan int)
	count := []int{0, 0}
	var wg sync.WaitGroup
	for w := range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range jobs {
				count[w] += 1
			}
		}()
	}
	jobs <- 10
	jobs <- 20
	close(jobs)
	wg.Wait()
	fmt.Println(count[0], count[1])
}
