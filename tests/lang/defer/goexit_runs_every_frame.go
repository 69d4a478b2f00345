package main

import (
	"fmt"
	"runtime"
)

func inner() {
	defer fmt.Println("inner")
	runtime.Goexit()
}

func middle() {
	defer fmt.Println("middle")
	inner()
}

func main() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer fmt.Println("outer")
		middle()
	}()
	<-done

}
