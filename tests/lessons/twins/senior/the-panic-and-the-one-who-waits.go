package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex
	done := make(chan bool)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		defer close(done)
		panic("lost")
	}()
	<-done
	fmt.Println("done")
}
