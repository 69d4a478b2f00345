package main

import (
	"fmt"
	"sync"
)

func main() {
	x := 1
	var wg sync.WaitGroup
	wg.Add(2)
	go func(v int) {
		fmt.Println("given", v)
		wg.Done()
	}(x)
	go func() {
		fmt.Println("captured", x)
		wg.Done()
	}()
	x = 2
	wg.Wait()
}
