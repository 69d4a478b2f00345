package main

import "fmt"

func main() {
	ch := make(chan int)
	close(ch)
	for range 3 {
		select {
		case v, ok := <-ch:
			fmt.Println(v, ok)
		default:
			fmt.Println("default")
		}
	}

}
