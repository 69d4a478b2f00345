package main

import "fmt"

func main() {
	x := 1
	done := make(chan bool)
	go func(n int) {
		fmt.Println(n, x)
		done <- true
	}(x)
	x = 2
	<-done
}
