package main

import "fmt"

func show(a <-chan int, b chan<- int, c <-chan chan<- string) {
	fmt.Printf("%T, %T, %T\n", a, b, c)
}

func main() {
	ch := make(chan int)
	show(ch, ch, make(chan chan<- string))

}
