package main

import "fmt"

func main() {
	receive_only := func(ch <-chan int) <-chan int { return ch }
	send_only := func(ch chan<- int) chan<- int { return ch }
	ch := make(chan int)
	fmt.Println(receive_only(ch) == ch, send_only(ch) == ch)

}
