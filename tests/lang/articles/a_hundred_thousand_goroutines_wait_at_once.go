package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	const N = 100_000
	var ready, done sync.WaitGroup
	gate := make(chan struct{})
	ready.Add(N)
	done.Add(N)
	for range N {
		go func() {
			ready.Done()
			<-gate
			done.Done()
		}()
	}
	ready.Wait()
	fmt.Println(runtime.NumGoroutine())
	close(gate)
	done.Wait()
	fmt.Println("all through")
}
