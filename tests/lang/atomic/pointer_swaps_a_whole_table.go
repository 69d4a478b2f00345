package main

import (
	"fmt"
	"sync/atomic"
)

type config struct{ name string }

func main() {
	var current atomic.Pointer[config]
	fmt.Println(current.Load() == nil)
	first, second := &config{"first"}, &config{"second"}
	current.Store(first)
	fmt.Println(current.Load().name)
	fmt.Println(current.CompareAndSwap(second, first), current.CompareAndSwap(first, second), current.Load().name)
	old := current.Swap(nil)
	fmt.Println(old.name, current.Load() == nil)
}
