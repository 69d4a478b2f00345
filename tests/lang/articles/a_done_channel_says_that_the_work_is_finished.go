package main

import "fmt"

func doWork() {
	fmt.Println("working")
}

func main() {
	done := make(chan struct{})
	go func() {
		doWork()
		done <- struct{}{}
	}()
	<-done
	fmt.Println("finished")
}
