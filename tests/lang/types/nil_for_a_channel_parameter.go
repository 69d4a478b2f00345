package main

import "fmt"

func show(ch <-chan int) { fmt.Println(ch == nil) }

func main() {
	show(nil)

}
