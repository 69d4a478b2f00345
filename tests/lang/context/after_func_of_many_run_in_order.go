package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	ran := 0
	stop := context.AfterFunc(ctx, func() { ran += 1 })
	context.AfterFunc(ctx, func() { ran += 10 })
	context.AfterFunc(ctx, func() { ran += 100 })
	fmt.Println(stop())
	cancel()
	time.Sleep(time.Millisecond)
	fmt.Println(ran, stop())
}
