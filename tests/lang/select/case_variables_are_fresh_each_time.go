package main

import "fmt"

func main() {
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	ch <- 3
	fs := make([]func() int, 3)
	for i := range 3 {
		select {
		case v := <-ch:
			fs[i] = func() int { return v }
		}
	}
	fmt.Println(fs[0](), fs[1](), fs[2]())

}
