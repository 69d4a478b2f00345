package main

import (
	"context"
	"fmt"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan bool)
	stop := context.AfterFunc(ctx, func() { done <- true })
	cancel()
	fmt.Println(<-done, stop())

}
