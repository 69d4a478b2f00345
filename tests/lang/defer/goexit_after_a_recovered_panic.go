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
			recover()
			runtime.Goexit()
		}()
		panic("boom")
	}()
	<-done
	fmt.Println("ended quietly")

}
