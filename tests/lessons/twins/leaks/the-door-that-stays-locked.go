package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

func main() {
	var mu sync.Mutex
	use := func(n int) {
		mu.Lock()
		if n == 0 {
			return
		}
		fmt.Println("used", n)
		mu.Unlock()
	}
	use(0)
	go use(1)
	time.Sleep(time.Second)
	fmt.Println(runtime.NumGoroutine())
}
