package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	var n atomic.Int64
	fmt.Println(n.Load())
	fmt.Println(n.Add(5))
	fmt.Println(n.Add(-7))
	n.Store(10)
	fmt.Println(n.Swap(3))
	fmt.Println(n.Load())

}
