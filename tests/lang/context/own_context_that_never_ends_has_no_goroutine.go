package main

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

type Forever struct{}

func (Forever) Deadline() (time.Time, bool) { return time.Time{}, false }
func (Forever) Done() <-chan struct{}       { return nil }
func (Forever) Err() error                  { return nil }
func (Forever) Value(key any) any           { return nil }

func main() {
	child, cancel := context.WithCancel(Forever{})
	fmt.Println(runtime.NumGoroutine(), child.Err(), context.Cause(Forever{}))
	cancel()
	fmt.Println(child.Err())
}
