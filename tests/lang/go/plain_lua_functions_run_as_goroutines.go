package main

import "fmt"

func main() {
	done := make(chan string)
	hello := func(name string) { done <- "hello " + name }
	go hello("lua")
	fmt.Println(<-done)

}
