package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	go func() {
		cond.L.Lock()
		cond.Wait()
		cond.L.Unlock()
	}()
	time.Sleep(time.Millisecond)
	fmt.Println(mu.TryLock())

}
