package main

import (
	"fmt"
	"runtime"
)

func main() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() {
			runtime.Goexit()
		}()
		panic("not told")
	}()
	<-done
	fmt.Println("main goes on")
}
