package main

import "fmt"

func main() {
	ch := make(chan int, 1)
	ch <- 1
	var v, ok = <-ch
	close(ch)
	var w, more = <-ch
	fmt.Println(v, ok, w, more)

}
