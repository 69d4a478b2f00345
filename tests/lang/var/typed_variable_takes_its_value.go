package main

import "fmt"

func main() {
	var n int = 3
	var ch chan int = make(chan int, 1)
	var s string = "x"
	ch <- n
	fmt.Println(<-ch, s)

}
