package main

import (
	"context"
	"errors"
	"fmt"
)

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	fmt.Println(context.Cause(ctx))
	child, stop := context.WithCancel(ctx)
	defer stop()
	cancel(errors.New("disk full"))
	cancel(errors.New("second"))
	fmt.Println(ctx.Err(), context.Cause(ctx))
	fmt.Println(child.Err(), context.Cause(child))

}
