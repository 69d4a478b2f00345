package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

//
func sleeper() {
	time.Sleep(time.Hour)
}

func locked(mu *sync.Mutex) {
	mu.Lock()
}

func waiter(wg *sync.WaitGroup) {
	wg.Wait()
}

func never() {
	fmt.Println("never")
}

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	mu.Lock()
	wg.Add(1)
	go sleeper()
	go locked(&mu)
	go waiter(&wg)
	go func() {
		select {}
	}()
	for range 5 {
		runtime.Gosched()
	}
	go never()
	panic("look around")
}
