package main

import (
	"fmt"
	"sync"
)

type Account struct {
	mu sync.Mutex
	n  int
}

func (a *Account) report() {
	a.mu.Lock()
	defer a.mu.Unlock()
	fmt.Println("balance", a.n)
}

func (a *Account) deposit(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n += n
	a.report()
}

func main() {
	account := &Account{}
	account.deposit(10)
	fmt.Println("done")
}
