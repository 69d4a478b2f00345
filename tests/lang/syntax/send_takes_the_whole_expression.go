package main

import "fmt"

func main() {
	ch := make(chan int, 1)
	a, b := 2, 3
	ch <- a + b*2
	fmt.Println(<-ch)

}
