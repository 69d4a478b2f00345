package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	said := ""
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for turn := range 2 {
				mu.Lock()
				said += fmt.Sprintf(" %d.%d", i, turn)
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	fmt.Println("order:" + said)

}
