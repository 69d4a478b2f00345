package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	cond.Signal()
	cond.Broadcast()
	woken := false
	go func() {
		mu.Lock()
		cond.Wait()
		woken = true
		mu.Unlock()
	}()
	time.Sleep(time.Millisecond)
	fmt.Println(woken)

}
