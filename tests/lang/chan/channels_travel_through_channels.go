package main

import "fmt"

func main() {
	requests := make(chan chan string)
	go func() {
		for reply := range requests {
			reply <- "pong"
		}
	}()
	reply := make(chan string)
	requests <- reply
	fmt.Println(<-reply)

}
