package main

import (
	"runtime"
	"time"
)

func main() {
	go func() {
		defer func() { panic("while exiting") }()
		runtime.Goexit()
	}()
	time.Sleep(time.Second)

}
