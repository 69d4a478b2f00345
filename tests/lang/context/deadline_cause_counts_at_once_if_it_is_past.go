package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func main() {
	ctx, cancel := context.WithDeadlineCause(context.Background(), time.Now().Add(-time.Second), errors.New("past"))
	cancel()
	fmt.Println(ctx.Err(), context.Cause(ctx))
	child, stop := context.WithCancel(context.WithValue(ctx, "k", 1))
	defer stop()
	fmt.Println(child.Err(), context.Cause(child))
}
