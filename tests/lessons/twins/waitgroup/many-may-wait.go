package main

import (
	"fmt"
	"sync"
)

func main() {
	var ready, done sync.WaitGroup
	ready.Add(1)
	for i := range 2 {
		done.Add(1)
		go func() {
			defer done.Done()
			ready.Wait()
			fmt.Println("runner", i)
		}()
	}
	fmt.Println("go!")
	ready.Done()
	done.Wait()
}
