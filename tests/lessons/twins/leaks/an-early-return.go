package main

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

func serve(fail bool) error {
	stop := make(chan struct{})
	go func() { <-stop }() // would save its work at the end
	if fail {
		return errors.New("no port")
	}
	close(stop)
	return nil
}

func main() {
	fmt.Println(serve(false), serve(true))
	time.Sleep(time.Second)
	fmt.Println(runtime.NumGoroutine())
}
