package main

import "fmt"

func main() {
	ch := make(chan int)
	go func() { ch <- 1 }()
	close(ch)
	v, ok := <-ch
	fmt.Println(v, ok)
}
