package main

import "fmt"

var inbox = make(chan string, 1)

func look() {
	select {
	case message := <-inbox:
		fmt.Println("received:", message)
	default:
		fmt.Println("no message yet")
	}
}

func leave(message string) {
	select {
	case inbox <- message:
		fmt.Println("left:", message)
	default:
		fmt.Println("the box is full, lost:", message)
	}
}

func main() {
	look()
	leave("one")
	leave("two")
	look()
	look()
}
