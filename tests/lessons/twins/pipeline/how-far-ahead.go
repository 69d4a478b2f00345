package main

import (
	"fmt"
	"sync/atomic"
)

func main() {
	var made atomic.Int64
	nums, squares := make(chan int64), make(chan int64)
	go func() {
		for {
			nums <- made.Add(1)
		}
	}()
	go func() {
		for n := range nums {
			squares <- n * n
		}
	}()
	<-squares
	fmt.Println(made.Load())
}
