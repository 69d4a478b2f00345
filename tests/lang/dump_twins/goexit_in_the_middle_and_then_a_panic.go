package main

import (
	"fmt"
	"runtime"
	"time"
)

func leave() {
	defer func() {
		defer func() {
			panic("second")
		}()
		panic("first")
	}()
	runtime.Goexit()
}

func run() {
	leave()
	fmt.Println("never")
}

func main() {
	go run()
	time.Sleep(time.Second)
}
