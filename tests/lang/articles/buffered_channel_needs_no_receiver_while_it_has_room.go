package main

import "fmt"

func main() {
	ch := make(chan string, 3)
	ch <- "first"
	ch <- "second"
	ch <- "third"
	fmt.Println(len(ch), cap(ch))
	fmt.Println(<-ch)
	fmt.Println(<-ch)
	fmt.Println(<-ch)
}
