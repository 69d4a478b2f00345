package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func main() {
	bg := context.Background()
	slow := errors.New("slow")
	a, cancel := context.WithTimeoutCause(bg, time.Millisecond, slow)
	<-a.Done()
	cancel()
	fmt.Println(a.Err(), context.Cause(a))
	b, stop := context.WithTimeoutCause(bg, time.Hour, slow)
	stop()
	fmt.Println(b.Err(), context.Cause(b))
	c, none := context.WithTimeout(bg, time.Millisecond)
	defer none()
	<-c.Done()
	fmt.Println(c.Err(), context.Cause(c))
}
