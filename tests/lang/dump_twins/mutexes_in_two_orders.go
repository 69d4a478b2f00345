package main

import (
	"runtime"
	"sync"
)

var a sync.Mutex
var b sync.Mutex

func transfer(from *sync.Mutex, to *sync.Mutex, done chan<- bool) {
	from.Lock()
	runtime.Gosched()
	to.Lock()
	to.Unlock()
	from.Unlock()
	done <- true
}

func main() {
	done := make(chan bool)
	go transfer(&a, &b, done)
	go transfer(&b, &a, done)
	<-done
	<-done
}
