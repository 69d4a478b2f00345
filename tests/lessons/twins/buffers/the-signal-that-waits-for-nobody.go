package main

import "fmt"

func main() {
	saved := make(chan bool, 1)
	go func() {
		fmt.Println("saved")
		<-saved
	}()
	saved <- true
	fmt.Println("bye")
}
