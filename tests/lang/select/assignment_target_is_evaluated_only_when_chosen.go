package main

import "fmt"

func target(name string) []int {
	fmt.Println("target", name)
	return make([]int, 2)
}

func main() {
	a, b := make(chan int, 1), make(chan int)
	a <- 1
	select {
	case target("a")[1] = <-a:
	case target("b")[1] = <-b:
	}

}
