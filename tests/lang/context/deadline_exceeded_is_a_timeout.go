package main

import (
	"context"
	"errors"
	"fmt"
)

func main() {
	err := context.DeadlineExceeded
	var timeout interface {
		Timeout() bool
		Temporary() bool
	}
	errors.As(err, &timeout)
	fmt.Println(err, timeout.Timeout(), timeout.Temporary())
	fmt.Printf("%T %T\n", err, context.Canceled)
	wrapped := fmt.Errorf("fetch: %w", err)
	fmt.Println(wrapped, errors.Is(wrapped, context.DeadlineExceeded), errors.Is(wrapped, context.Canceled))
}
