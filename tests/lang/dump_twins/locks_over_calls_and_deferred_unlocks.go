package main

import (
	"fmt"
	"runtime"
	"sync"
)

var mu sync.Mutex
var ch = make(chan int)

func update(v int) {
	mu.Lock()
	defer mu.Unlock()
	ch <- v
}

func read() int {
	mu.Lock()
	defer mu.Unlock()
	return <-ch
}

func main() {
	go update(1)
	runtime.Gosched()
	fmt.Println(read())
}
