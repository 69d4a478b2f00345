package main

import (
	"context"
	"fmt"
)

func main() {
	root, cancel := context.WithCancel(context.Background())
	ctx := root
	for i := range 20000 {
		ctx = context.WithValue(ctx, i, i)
		ctx, _ = context.WithCancel(ctx)
	}
	cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err(), ctx.Value(0), ctx.Value("none"))
	_, ok := ctx.Deadline()
	fmt.Println(ok, len(fmt.Sprint(context.WithoutCancel(root))))
}
