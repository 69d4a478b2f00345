package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	select {
	case <-ctx.Done():
		fmt.Println(ctx.Err(), ctx.Err() == context.DeadlineExceeded)
	case <-time.After(time.Minute):
		fmt.Println("too late")
	}

}
