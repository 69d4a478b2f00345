package main

import "fmt"

func main() {
	ch := make(chan int, 3)
	ch <- 5
	ch <- 0
	close(ch)
	fmt.Println(len(ch))
	for v := range ch {
		fmt.Println(v)
	}
	fmt.Println(<-ch)
	v, ok := <-ch
	fmt.Println(v, ok)
}
