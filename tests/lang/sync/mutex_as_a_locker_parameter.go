package main

import (
	"fmt"
	"sync"
)

func locked(l sync.Locker, f func()) {
	l.Lock()
	defer l.Unlock()
	f()
}

func main() {
	var mu sync.Mutex
	locked(&mu, func() { fmt.Println(mu.TryLock()) })
	fmt.Println(mu.TryLock())

}
