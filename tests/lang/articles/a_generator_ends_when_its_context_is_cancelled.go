package main

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

func count(ctx context.Context) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for n := 0; ; {
			select {
			case out <- n:
				n++
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	for n := range count(ctx) {
		fmt.Println(n)
		if n == 2 {
			break
		}
	}
	fmt.Println(runtime.NumGoroutine())
	cancel()
	time.Sleep(10 * time.Millisecond)
	fmt.Println(runtime.NumGoroutine(), ctx.Err())
}
