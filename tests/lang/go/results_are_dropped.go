package main

import "fmt"

func main() {
	done := make(chan bool)
	f := func() (int, int) {
		done <- true
		return 1, 2
	}
	go f()
	<-done
	fmt.Println("ok")

}
