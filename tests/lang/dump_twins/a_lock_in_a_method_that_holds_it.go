package main

import (
	"fmt"
	"sync"
)

type counter struct {
	mu sync.Mutex
	n  int
}

func Counter() *counter {
	return &counter{}
}

func add(c *counter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = c.n + 1
	report(c)
}

func report(c *counter) {
	c.mu.Lock()
	fmt.Println(c.n)
	c.mu.Unlock()
}

func main() {
	add(Counter())
}
