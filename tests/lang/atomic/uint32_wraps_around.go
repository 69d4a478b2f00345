package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	var n atomic.Uint32
	n.Store(4294967295)
	fmt.Println(n.Add(2))

}
