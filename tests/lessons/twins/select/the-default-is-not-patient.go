package main

import "fmt"

func main() {
	ch := make(chan string)
	go func() { ch <- "hello" }()
	select {
	case v := <-ch:
		fmt.Println(v)
	default:
		fmt.Println("nobody there")
	}
}
