package main

import "fmt"

func main() {
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	var t struct{ x int }
	var v int
	var ok bool
	select {
	case v, ok = <-ch:
	}
	select {
	case t.x = <-ch:
	}
	fmt.Println(v, ok, t.x)

}
