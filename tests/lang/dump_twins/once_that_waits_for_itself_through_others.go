package main

import (
	"runtime"
	"sync"
)

var once sync.Once
var ch = make(chan bool)

func setup() {
	<-ch
}

func use() {
	once.Do(setup)
	ch <- true
}

func main() {
	go use()
	runtime.Gosched()
	use()
}
