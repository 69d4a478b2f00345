package main

import "fmt"

func main() {
	t := struct{ f func(chan string) }{func(ch chan string) { ch <- "field" }}
	ch := make(chan string)
	go t.f(ch)
	fmt.Println(<-ch)
	go func(c chan string) { c <- "function" }(ch)
	fmt.Println(<-ch)

}
