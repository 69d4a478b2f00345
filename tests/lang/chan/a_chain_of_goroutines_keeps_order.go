package main

import "fmt"

func chain(ch <-chan int, val int, in <-chan int, out chan<- int) {
	<-in
	if <-ch != val {
		panic(val)
	}
	out <- 1
}

func main() {
	ch := make(chan int)
	in := make(chan int)
	start := in
	for i := range 10 {
		out := make(chan int)
		go chain(ch, i, in, out)
		in = out
	}
	start <- 0
	for i := range 10 {
		ch <- i
	}
	<-in
	fmt.Println("done")

}
