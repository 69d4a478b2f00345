package main

import (
	"context"
	"fmt"
)

func main() {
	parent, cancel := context.WithCancel(context.Background())
	child, stop := context.WithCancel(parent)
	other, cease := context.WithCancel(parent)
	stop()
	fmt.Println(parent.Err(), child.Err())
	cancel()
	fmt.Println(other.Err())
	cease()
}
