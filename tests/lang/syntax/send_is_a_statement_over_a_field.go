package main

import "fmt"

func main() {
	t := struct{ ch chan int }{make(chan int, 1)}
	t.ch <- 3
	fmt.Println(<-t.ch)

}
