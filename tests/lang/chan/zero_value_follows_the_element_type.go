package main

import "fmt"

func show[T any](ch chan T) {
	close(ch)
	fmt.Printf("%v\n", <-ch)
}

func main() {
	show(make(chan int))
	show(make(chan float64))
	show(make(chan string))
	show(make(chan bool))
	show(make(chan error))
	show(make(chan any))
	show(make(chan struct{}))
	show(make(chan chan int))

}
