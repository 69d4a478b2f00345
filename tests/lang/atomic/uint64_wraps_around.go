package main

import (
	"fmt"
	"math"
	"sync/atomic"
)

func main() {
	var n atomic.Uint64
	fmt.Println(n.Add(5), n.Add(^uint64(5)) == math.MaxUint64, n.Add(1))
	fmt.Println(n.Swap(7), n.CompareAndSwap(7, 8), n.CompareAndSwap(7, 9), n.Load())
	var i atomic.Int64
	i.Store(9223372036854775807)
	fmt.Println(i.Add(1), i.Add(-1))
}
