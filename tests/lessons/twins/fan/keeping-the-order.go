package main

import (
	"fmt"
	"sync"
)

func main() {
	words := []string{"one", "two", "three"}
	var results [3]int
	var wg sync.WaitGroup
	for i, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results[i] = len(word)
		}()
	}
	wg.Wait()
	fmt.Println(results[0], results[1], results[2])
}
