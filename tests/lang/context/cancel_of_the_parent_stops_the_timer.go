package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	parent, cancel := context.WithCancel(context.Background())
	child, stop := context.WithTimeout(parent, time.Hour)
	defer stop()
	cancel()
	fmt.Println(child.Err())
	select {}
}
