package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex
	for i := range 2 {
		mu.Lock()
		defer mu.Unlock()
		fmt.Println(i)
	}
	fmt.Println("end")
}
