package main

import "fmt"

func main() {
	a, b := make(chan int), make(chan int)
	c := a
	fmt.Println(a == b, a == c)

}
