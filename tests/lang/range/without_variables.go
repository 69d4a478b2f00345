package main

import "fmt"

func main() {
	count := 0
	for range 4 {
		count++
	}
	ch := make(chan int, 2)
	ch <- 1
	ch <- 2
	close(ch)
	for range ch {
		count++
	}
	fmt.Println(count)

}
