package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	stop := context.AfterFunc(context.Background(), func() { fmt.Println("never") })
	time.Sleep(time.Millisecond)
	fmt.Println(stop(), stop())
}
