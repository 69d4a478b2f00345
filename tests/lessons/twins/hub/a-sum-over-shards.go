package main

import (
	"fmt"
	"sync"
)

type Shard struct {
	n  int
	mu sync.Mutex
}

func add(shard *Shard, n int) {
	shard.mu.Lock()
	shard.n += n
	shard.mu.Unlock()
}

func read(shard *Shard) int {
	shard.mu.Lock()
	defer shard.mu.Unlock()
	return shard.n
}

func main() {
	a, b := &Shard{n: 1}, &Shard{n: 0}
	go func() {
		add(a, -1)
		add(b, 1)
	}()
	fmt.Println(read(a) + read(b))
}
