package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	time.Sleep(time.Millisecond)
	var wg sync.WaitGroup
	order := []int{}
	for i := range 300 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			order = append(order, i)
		}()
	}
	wg.Wait()
	seen := map[int]bool{}
	for _, i := range order {
		seen[i] = true
	}
	count := 0
	for i := range 300 {
		if seen[i] {
			count++
		}
	}
	fmt.Println(count, order[0], order[1], order[2])

}
