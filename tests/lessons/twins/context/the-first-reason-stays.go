package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	select {
	case <-time.After(2 * time.Second):
		fmt.Println("done")
	case <-ctx.Done():
		fmt.Println(ctx.Err())
	}
	cancel()
	fmt.Println(ctx.Err())
}
