package main

import "fmt"

func main() {
	a, b := make(chan string, 1), make(chan string, 1)
	b <- "b"
	select {
	case v := <-a:
		fmt.Println("first:", v)
	case v := <-b:
		fmt.Println("first:", v)
	}
	a <- "a"
	b <- "b"
	select {
	case v := <-a:
		fmt.Println("second:", v)
	case v := <-b:
		fmt.Println("second:", v)
	}
}
