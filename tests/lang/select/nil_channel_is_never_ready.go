package main

import "fmt"

func main() {
	var none chan int
	ch := make(chan int, 1)
	for i := range 100 {
		ch <- i
		select {
		case <-none:
			panic("received from nil")
		case none <- 1:
			panic("sent to nil")
		case v := <-ch:
			if v != i {
				panic(v)
			}
		}
	}
	fmt.Println("never")

}
