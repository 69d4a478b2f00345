package main

import "fmt"

func main() {
	value := func() int {
		fmt.Println("value")
		return 1
	}
	ch := make(chan int)
	select {
	case ch <- value():
	default:
		fmt.Println("default")
	}

}
