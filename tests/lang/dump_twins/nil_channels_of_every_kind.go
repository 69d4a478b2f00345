package main

import "fmt"

var none chan int

func receives() { <-none }
func sends() {
	none <- 1
}
func ranges() {
	for v := range none {
		fmt.Println(v)
	}
}
func selects() {
	select {
	case <-none:
	case none <- 1:
	}
}

func main() {
	go receives()
	go sends()
	go ranges()
	go selects()
	<-none
}
