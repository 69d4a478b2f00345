package main

import (
	"context"
	"fmt"
	"time"
)

const CHILDREN, ROUNDS = 10_000, 20

func main() {
	var spent time.Duration
	for range ROUNDS {
		parent, cancel := context.WithCancel(context.Background())
		var children []context.Context
		for range CHILDREN {
			child, _ := context.WithCancel(parent)
			child.Done()
			children = append(children, child)
		}
		start := time.Now()
		cancel()
		spent += time.Since(start)
		for _, child := range children {
			if child.Err() != context.Canceled {
				panic("a child lives on")
			}
		}
	}
	fmt.Printf("context_cancel: %.1f ns/op\n", float64(spent.Nanoseconds())/(CHILDREN*ROUNDS))
}
