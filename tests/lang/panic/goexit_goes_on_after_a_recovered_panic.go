package main

import (
	"fmt"
	"runtime"
)

func main() {
	done := make(chan bool)
	leave := func() {
		defer func() {
			fmt.Print("recovered\t", recover(), "\n")
		}()
		defer func() {
			panic("while leaving")
		}()
		runtime.Goexit()
	}
	go func() {
		defer close(done)
		leave()
		fmt.Println("never")
	}()
	<-done
}
