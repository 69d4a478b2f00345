package main

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

func main() {
	for range 100 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		child, stop := context.WithCancel(context.WithValue(ctx, "k", 1))
		defer stop()
		context.AfterFunc(child, func() {})
	}
	fmt.Println(runtime.NumGoroutine())
}
