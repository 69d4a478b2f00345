package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	parent, cancel := context.WithTimeout(context.WithValue(context.Background(), "k", "v"), time.Hour)
	free := context.WithoutCancel(parent)
	child, stop := context.WithCancel(free)
	cancel()
	_, limited := free.Deadline()
	fmt.Println(child.Err(), context.Cause(free), limited, child.Value("k"))
	stop()
	fmt.Println(child.Err(), free.Err())
}
