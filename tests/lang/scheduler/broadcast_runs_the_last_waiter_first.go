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
	for i := range 4 {
		go func() {
			mu.Lock()
			cond.Wait()
			said += fmt.Sprintf(" w%d", i)
			mu.Unlock()
		}()
		time.Sleep(time.Millisecond)
	}
	cond.Broadcast()
	time.Sleep(time.Millisecond)
	fmt.Println("order:" + said)

}
