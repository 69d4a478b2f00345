package main

import (
	"runtime"
	"time"
)

func f() {
	defer func() {
		panic("second")
	}()
	defer func() {
		runtime.Goexit()
	}()
	panic("first")
}

func main() {
	go f()
	time.Sleep(time.Second)
}
