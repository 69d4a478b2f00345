package main

import "fmt"

func main() {
	done := make(chan struct{})
	go func() {
		<-done
		fmt.Println("cleaned up")
	}()
	close(done)
	fmt.Println("main ends")
}
