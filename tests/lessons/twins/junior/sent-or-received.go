package main

import "fmt"

func main() {
	ch, done := make(chan int), make(chan bool)
	go func() {
		ch <- 1
		fmt.Println("sent")
		close(done)
	}()
	<-ch
	fmt.Println("received")
	<-done
}
