package main

import (
	"fmt"
	"sync"
)

func main() {
	made := 0
	pool := sync.Pool{New: func() any { made++; return made }}
	fmt.Println(pool.Get(), pool.Get())
	pool.Put("a")
	pool.Put("b")
	pool.Put("c")
	fmt.Println(pool.Get(), pool.Get(), pool.Get(), pool.Get())
	var empty sync.Pool
	fmt.Println(empty.Get())
}
