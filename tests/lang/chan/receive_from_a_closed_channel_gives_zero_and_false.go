package main

import "fmt"

func main() {
	ints := make(chan int)
	close(ints)
	v, ok := <-ints
	fmt.Println(v, ok)
	v, ok = <-ints
	fmt.Println(v, ok)
	fmt.Println(<-ints)

}
