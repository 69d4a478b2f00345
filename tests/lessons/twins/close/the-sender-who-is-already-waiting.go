package main

import "fmt"

func main() {
	ch := make(chan int)
	go func() { close(ch) }()
	ch <- 1
	fmt.Println("sent")
}
