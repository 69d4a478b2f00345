package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

type named struct {
	context.Context
	name string
}

func main() {
	parent, cancel := context.WithCancelCause(context.Background())
	child, stop := context.WithCancel(named{parent, "n"})
	defer stop()
	fmt.Println(runtime.NumGoroutine(), child.Err())
	cancel(errors.New("why"))
	fmt.Println(child.Err(), context.Cause(child))
}
