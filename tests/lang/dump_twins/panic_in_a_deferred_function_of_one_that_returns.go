package main

import "fmt"

func cleanup() {
	defer fmt.Println("cleaned")
	panic("cleanup")
}

func work(n int) {
	defer cleanup()
	fmt.Println(n)
}

func main() {
	work(1)
}
