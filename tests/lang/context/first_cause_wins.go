package main

import (
	"context"
	"fmt"
	"sync"
)

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			cancel(fmt.Errorf("cause %d", i))
		}()
	}
	wg.Wait()
	fmt.Println(ctx.Err(), context.Cause(ctx))
}
