package main

import "fmt"

func produce(out chan<- int) {
	for i := 0; i < 5; i++ {
		out <- i
	}
	close(out)
}

func main() {
	ch := make(chan int)
	go produce(ch)
	for value := range ch {
		fmt.Println(value)
	}
	fmt.Println("closed")
}
