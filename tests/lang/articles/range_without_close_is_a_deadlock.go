package main

import "fmt"

func produce(out chan<- int) {
	for i := 0; i < 3; i++ {
		out <- i
	}
}

func main() {
	ch := make(chan int)
	go produce(ch)
	for value := range ch {
		fmt.Println(value)
	}
}
