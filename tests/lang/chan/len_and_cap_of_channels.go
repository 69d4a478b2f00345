package main

import "fmt"

func main() {
	var none chan int
	fmt.Println(len(none), cap(none))
	fmt.Println(len(make(chan int)), cap(make(chan int)))
	ch := make(chan int, 3)
	ch <- 1
	fmt.Println(len(ch), cap(ch))
	<-ch
	fmt.Println(len(ch), cap(ch))
	close(ch)
	fmt.Println(len(ch), cap(ch))

}
