package main

import (
	"fmt"
	"runtime"
	"time"
)

func f() {
	defer func() { fmt.Println(runtime.NumGoroutine()) }()
	panic("alone")
}

func main() {
	go func() { time.Sleep(time.Hour) }()
	time.Sleep(time.Millisecond)
	f()

}
