package main

import (
	"fmt"
	"sync"
)

func main() {
	n := 0
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { n = n + 1 })
	}
	wg.Wait()
	fmt.Println(n)
}
