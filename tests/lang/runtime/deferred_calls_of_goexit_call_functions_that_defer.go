package main

import (
	"fmt"
	"runtime"
)

func release() {
	defer func() { fmt.Println("unlocked") }()
	fmt.Println("releasing")
}

func main() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() {
			release()
			fmt.Println("released")
		}()
		runtime.Goexit()
	}()
	<-done
}
