package main

import "fmt"

func main() {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	b <- 2
	select {
	case v := <-a:
		select {
		case w := <-b:
			fmt.Println(v, w)
		default:
			fmt.Println("inner default")
		}
	default:
		fmt.Println("outer default")
	}

}
