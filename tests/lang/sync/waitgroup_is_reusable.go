package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	for round := range 3 {
		for range 2 {
			wg.Add(1)
			go wg.Done()
		}
		wg.Wait()
		fmt.Println("round", round)
	}

}
