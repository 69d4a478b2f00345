package main

import "sync"

func main() {
	var mu sync.Mutex
	mu.Lock()
	go mu.Lock()
	<-make(chan int)

}
