package main

import "fmt"

func chanOf(name string, ch chan int) chan int {
	fmt.Println("channel", name)
	return ch
}

func value(v int) int {
	fmt.Println("value", v)
	return v
}

func main() {
	var none chan int
	ready := make(chan int, 1)
	select {
	case <-chanOf("first", none):
	case chanOf("second", none) <- value(2):
	case chanOf("third", ready) <- value(3):
		fmt.Println("chosen", <-ready)
	case v := <-chanOf("fourth", none):
		fmt.Println(v)
	}

}
