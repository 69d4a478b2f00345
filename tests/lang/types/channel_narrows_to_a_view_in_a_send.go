package main

import "fmt"

func main() {
	views := make(chan (<-chan int), 1)
	ch := make(chan int)
	views <- ch
	view := <-views
	fmt.Printf("%T\n", view)
	fmt.Println(view == ch)

}
