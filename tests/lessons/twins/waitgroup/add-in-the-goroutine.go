package main

import (
	"fmt"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	go func() {
		wg.Add(1)
		defer wg.Done()
		fmt.Println("work")
	}()
	wg.Wait()
	fmt.Println("end")
}
