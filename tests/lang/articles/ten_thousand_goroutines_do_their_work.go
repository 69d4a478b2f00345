package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

func main() {
	var total atomic.Int64
	for i := 0; i < 10000; i++ {
		go func(id int) {
			square := id * id
			total.Add(int64(square))
		}(i)
	}
	time.Sleep(time.Second)
	fmt.Println("started 10,000 goroutines")
	fmt.Println(total.Load())
}
