package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	for range 1000 {
		wg.Add(1)
		go func() { wg.Done() }()
	}
	wg.Wait()
	time.Sleep(time.Millisecond)
	fmt.Println(runtime.NumGoroutine())

}
