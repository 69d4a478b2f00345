package main

import (
	"fmt"
	"time"
)

func main() {
	a := 3
	var f float64 = float64(a)
	var i, j int = 2.0, a
	var d time.Duration = 5
	var send chan<- int = make(chan int)
	fmt.Printf("%T %v\n", f, f)
	fmt.Printf("%T %v %v\n", i, i, j)
	fmt.Println(d)
	fmt.Printf("%T\n", send)
}
