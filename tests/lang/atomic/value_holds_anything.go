package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	var v atomic.Value
	fmt.Println(v.Load())
	v.Store("a")
	fmt.Println(v.Load())
	fmt.Println(v.Swap("b"))
	fmt.Println(v.CompareAndSwap("b", "c"), v.Load())

}
