package main

import "sync"

var mu sync.Mutex
var cond = sync.NewCond(&mu)
var wg sync.WaitGroup

func consumer(id int) {
	defer wg.Done()
	mu.Lock()
	defer mu.Unlock()
	for true {
		cond.Wait()
	}
}

func main() {
	for i := range 2 {
		wg.Add(1)
		go consumer(i)
	}
	wg.Wait()
}
