package main

import "fmt"

func main() {
	done := make(chan struct{})
	go func() {
		fmt.Println("work")
		done <- struct{}{}
	}()
	<-done
	fmt.Println("end")
}
