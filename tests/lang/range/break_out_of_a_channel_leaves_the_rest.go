package main

import "fmt"

func main() {
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	ch <- 3
	for v := range ch {
		if v == 2 {
			break
		}
	}
	fmt.Println(len(ch), <-ch)

}
