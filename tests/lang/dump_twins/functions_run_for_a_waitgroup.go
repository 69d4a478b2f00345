package main

import (
	"fmt"
	"sync"
)

var ch = make(chan int)

func produce() error {
	ch <- 1
	return nil
}

func consume() error {
	for v := range ch {
		fmt.Println(v)
	}
	return nil
}

func run(wg *sync.WaitGroup, f func() error) {
	defer wg.Done()
	f()
}

func main() {
	var wg sync.WaitGroup
	wg.Add(2)
	go run(&wg, produce)
	go run(&wg, consume)
	wg.Wait()
}
