package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func main() {
	parent, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("over"))
	child, stop := context.WithTimeout(parent, time.Hour)
	defer stop()
	<-child.Done()
	fmt.Println(child.Err(), context.Cause(child))
	stopped := context.AfterFunc(child, func() { fmt.Println("after") })
	time.Sleep(time.Millisecond)
	fmt.Println(stopped())
}
