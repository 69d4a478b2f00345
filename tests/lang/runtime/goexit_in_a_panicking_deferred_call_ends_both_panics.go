package main

import (
	"fmt"
	"runtime"
)

func work() {
	defer func() {
		defer func() { runtime.Goexit() }()
		panic("second")
	}()
	panic("first")
}

func main() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { fmt.Print("recover gives\t", recover() == nil, "\n") }()
		work()
		fmt.Println("never")
	}()
	<-done
	fmt.Println("main goes on")
}
