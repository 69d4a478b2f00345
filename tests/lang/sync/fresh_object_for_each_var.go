package main

import (
	"fmt"
	"sync"
)

func main() {
	mutexes := make([]*sync.Mutex, 2)
	for i := range 2 {
		var mu sync.Mutex
		mutexes[i] = &mu
	}
	mutexes[0].Lock()
	fmt.Println(mutexes[1].TryLock())

}
