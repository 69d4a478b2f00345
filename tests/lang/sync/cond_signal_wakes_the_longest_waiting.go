package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	said := ""
	for i := range 3 {
		go func() {
			mu.Lock()
			cond.Wait()
			said += fmt.Sprintf(" %d", i)
			mu.Unlock()
		}()
		time.Sleep(time.Millisecond)
	}
	for range 3 {
		cond.Signal()
		time.Sleep(time.Millisecond)
	}
	fmt.Println("order:" + said)

}
