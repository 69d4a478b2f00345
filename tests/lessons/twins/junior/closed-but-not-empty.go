package main

import "fmt"

func main() {
	ch := make(chan int, 2)
	ch <- 7
	close(ch)
	for range 2 {
		v, ok := <-ch
		fmt.Println(v, ok)
	}
}
