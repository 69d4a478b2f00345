package main

import "fmt"

func main() {
	n := 0
	done := make(chan bool)
	go func() {
		n = 5
		done <- true
	}()
	<-done
	fmt.Println(n)

}
