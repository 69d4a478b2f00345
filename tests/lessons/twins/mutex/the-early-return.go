package main

import (
	"fmt"
	"sync"
)

func main() {
	var mu sync.Mutex
	balance := 30
	withdraw := func(amount int) {
		mu.Lock()
		if amount > balance {
			fmt.Println("refused", amount)
			return
		}
		balance -= amount
		fmt.Println("paid", amount)
		mu.Unlock()
	}
	withdraw(50)
	withdraw(20)
	fmt.Println("end")
}
