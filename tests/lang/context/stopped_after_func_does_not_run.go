package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	stop := context.AfterFunc(ctx, func() { fmt.Println("ran") })
	fmt.Println(stop(), stop())
	cancel()
	time.Sleep(time.Millisecond)
	fmt.Println("not run")

}
