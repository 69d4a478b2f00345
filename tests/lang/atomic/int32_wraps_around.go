package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	var n atomic.Int32
	n.Store(2147483647)
	fmt.Println(n.Add(1))

}
