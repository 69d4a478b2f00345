package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	var b atomic.Bool
	fmt.Println(b.Load())
	fmt.Println(b.CompareAndSwap(false, true))
	fmt.Println(b.Swap(false), b.Load())

}
