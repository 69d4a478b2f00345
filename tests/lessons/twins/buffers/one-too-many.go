package main

import "fmt"

func main() {
	box := make(chan int, 2)
	box <- 10
	box <- 20
	fmt.Println(len(box), cap(box))
	fmt.Println(<-box)
	box <- 30
	box <- 40
	fmt.Println(len(box))
}
