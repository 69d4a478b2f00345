package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex // protects seats
	seats := 1
	free := func() bool { mu.Lock(); defer mu.Unlock(); return seats > 0 }
	take := func() { mu.Lock(); defer mu.Unlock(); seats -= 1 }
	book := func() {
		if free() {
			take()
		}
	}
	var wg sync.WaitGroup
	wg.Go(book)
	wg.Go(book)
	wg.Wait()
	fmt.Println("seats", seats)
}
