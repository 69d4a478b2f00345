package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	fmt.Println(ctx, ctx.Err())
	child, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	<-child.Done()
	fmt.Println(child.Err(), ctx.Err(), context.Cause(ctx))
	_, has := ctx.Deadline()
	fmt.Println(has, ctx.Value("x"))
	c2, cancel2 := context.WithCancel(ctx)
	defer cancel2()
	fmt.Println(c2)
	c3, stop3 := signal.NotifyContext(context.TODO())
	stop3()
	fmt.Println(c3, c3.Err())
	stop()
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	select {}
}
