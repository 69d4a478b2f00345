package main

import (
	"context"
	"fmt"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	select {
	case <-ctx.Done():
		fmt.Println("done")
	default:
		fmt.Println("running", ctx.Err())
	}
	cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err())
	cancel()
	fmt.Println("twice is fine")

}
