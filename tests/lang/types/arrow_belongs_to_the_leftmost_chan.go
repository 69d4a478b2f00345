package main

import "fmt"

func show(a chan<- chan int, b chan (<-chan int), c chan chan<- int) {
	fmt.Printf("%T, %T, %T\n", a, b, c)
}

func main() {
	show(make(chan chan int), make(chan (<-chan int)), make(chan chan<- int))
	fmt.Printf("%T\n", make(chan<- chan int))

}
