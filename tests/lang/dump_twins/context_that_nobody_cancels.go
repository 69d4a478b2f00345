package main

import "context"

func worker(ctx context.Context, out chan<- int) {
	select {
	case <-ctx.Done():
	case out <- 1:
	}
}

func wait(ctx context.Context) {
	<-ctx.Done()
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	child, stop := context.WithCancel(ctx)
	go worker(ctx, nil)
	go wait(child)
	stop()
	wait(ctx)
	cancel()
}
