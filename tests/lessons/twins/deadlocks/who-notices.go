package main

import (
	"fmt"
	"sync"
	"time"
)

func main() {
	var mu sync.Mutex
	go func() {
		mu.Lock()
		mu.Lock()
		fmt.Println("never printed")
	}()
	for n := 1; n <= 2; n++ {
		time.Sleep(time.Second)
		fmt.Println("main works", n)
	}
	fmt.Println("end")
}
