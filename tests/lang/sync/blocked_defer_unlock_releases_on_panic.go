package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex
	f := func() {
		mu.Lock()
		defer mu.Unlock()
		panic("inside")
	}
	g := func() {
		defer func() { recover() }()
		f()
	}
	g()
	fmt.Println(mu.TryLock())

}
