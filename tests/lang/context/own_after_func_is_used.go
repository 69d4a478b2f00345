package main

import (
	"context"
	"errors"
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

type After struct {
	*Own
	call func()
}

func (a *After) AfterFunc(f func()) func() bool {
	a.call = f
	return func() bool {
		fmt.Println("withdrawn")
		return true
	}
}

func main() {
	parent := &After{Own: ownContext()}
	child, cancel := context.WithCancel(parent)
	fmt.Println(runtime.NumGoroutine(), child.Err())
	cancel()
	child, cancel = context.WithCancel(parent)
	parent.err = errors.New("ended")
	parent.call()
	fmt.Println(child.Err())
	cancel()
}
