package main

import "fmt"

func main() {
	var ch chan string
	fmt.Println(len(ch), cap(ch))
	fmt.Println(ch == nil)
	close(ch)
	fmt.Println("closed")
}
