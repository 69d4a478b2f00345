package main

import (
	"fmt"
	"runtime"
)

func exits() {
	defer fmt.Println("inner deferred")
	runtime.Goexit()
}

func main() {
	done := make(chan bool)
	go func() {
		defer close(done)
		exits()
		fmt.Println("never")
	}()
	<-done
	fmt.Println("main goes on")

}
