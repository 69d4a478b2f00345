package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	var n atomic.Int32
	n.Store(12)
	fmt.Println(n.And(10), n.Load(), n.Or(3), n.Load())
	var u atomic.Uint32
	u.Store(0xffffffff)
	fmt.Println(u.And(0xff), u.Load(), u.Or(0x80000000), u.Load())
	var big atomic.Int64
	big.Store(-1)
	fmt.Println(big.And(6), big.Load(), big.Or(-8), big.Load())
}
