package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func take(ctx context.Context, input <-chan int) (int, error) {
	select {
	case v := <-input:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func main() {
	ready := make(chan int, 1)
	ready <- 7
	fmt.Println(take(context.Background(), ready))

	never := make(chan int)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		time.Sleep(20 * time.Millisecond)
		cancel()
	}()
	fmt.Println(take(ctx, never))

	ctx, cancel = context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err := take(ctx, never)
	fmt.Println(err)
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
}
