package main

import "fmt"

func main() {
	ch := make(chan int, 1)
	ch <- 1
	var ok bool
	select {
	case _, ok = <-ch:
		fmt.Println(ok)
	}
	close(ch)
	select {
	case _, ok := <-ch:
		fmt.Println(ok)
	}

}
