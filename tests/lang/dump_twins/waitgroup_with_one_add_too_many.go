package main

import (
	"fmt"
	"sync"
)

var wg sync.WaitGroup

func work(i int) {
	defer wg.Done()
	if i == 1 {
		return
	}
}

func main() {
	for i := range 3 {
		wg.Add(1)
		go work(i)
	}
	wg.Add(1)
	go func() {
		wg.Wait()
		fmt.Println("closed")
	}()
	wg.Wait()
}
