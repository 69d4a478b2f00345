package main

import "fmt"

func main() {
	done := make(chan bool, 1)
	f := func() { fmt.Println("first"); done <- true }
	go f()
	f = func() { fmt.Println("second"); done <- true }
	_ = f
	<-done

}
