package main

import (
	"context"
	"fmt"
	"time"
)

func attempt(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	attempt(func() { context.WithCancel(nil) })
	attempt(func() { context.WithCancelCause(nil) })
	attempt(func() { context.WithDeadline(nil, time.Now()) })
	attempt(func() { context.WithDeadlineCause(nil, time.Now(), nil) })
	attempt(func() { context.WithTimeout(nil, time.Second) })
	attempt(func() { context.WithTimeoutCause(nil, time.Second, nil) })
	attempt(func() { context.WithValue(nil, "k", 1) })
	attempt(func() { context.WithoutCancel(nil) })
}
