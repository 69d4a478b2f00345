package main

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

// A context of the program's own: over when its channel is closed.
type Own struct {
	done chan struct{}
	err  error
}

func (o *Own) Deadline() (time.Time, bool) { return time.Time{}, false }
func (o *Own) Done() <-chan struct{}       { return o.done }
func (o *Own) Err() error                  { return o.err }
func (o *Own) Value(key any) any {
	if key == "own" {
		return "yes"
	}
	return nil
}
func (o *Own) endWith(err error) {
	o.err = err
	close(o.done)
}
func ownContext() *Own { return &Own{done: make(chan struct{})} }

func main() {
	parent := ownContext()
	child, cancel := context.WithCancel(parent)
	fmt.Println(runtime.NumGoroutine())
	cancel()
	time.Sleep(time.Millisecond)
	fmt.Println(runtime.NumGoroutine(), child.Err(), parent.Err())
}
