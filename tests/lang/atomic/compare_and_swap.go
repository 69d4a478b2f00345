package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	var n atomic.Int32
	fmt.Println(n.CompareAndSwap(0, 1), n.Load())
	fmt.Println(n.CompareAndSwap(0, 2), n.Load())

}
