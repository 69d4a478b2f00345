package main

import "fmt"

func main() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer fmt.Println("deferred")
		fmt.Println("body")
	}()
	<-done

}
