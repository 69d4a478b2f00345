package main

import (
	"context"
	"fmt"
	"time"
)

func main() {
	parent, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	child, stop := context.WithTimeout(parent, time.Hour)
	defer stop()
	a, ok := parent.Deadline()
	b, also := child.Deadline()
	_, none := context.Background().Deadline()
	fmt.Println(a.Equal(b), ok, also, none)

}
