package main

import "fmt"

func first(a, b chan int) int {
	for {
		select {
		case v := <-a:
			return v
		case v := <-b:
			return v
		}
	}
}

func main() {
	ch := make(chan int, 1)
	ch <- 3
	fmt.Println(first(ch, nil))

}
