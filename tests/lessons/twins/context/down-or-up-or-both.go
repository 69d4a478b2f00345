package main

import (
	"context"
	"fmt"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	child, cancelChild := context.WithCancel(ctx)
	cancelChild()
	fmt.Println(ctx.Err(), child.Err())
	cancel()
	fmt.Println(ctx.Err(), child.Err())
}
