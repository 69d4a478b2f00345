package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	balance := 0
	deposit := func(amount int) {
		seen := balance
		runtime.Gosched()
		balance = seen + amount
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { deposit(50) })
	}
	wg.Wait()
	fmt.Println("balance", balance)
}
