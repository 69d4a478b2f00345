package main

import "fmt"

func down(n int, ch chan int) {
	if n == 0 {
		<-ch
		return
	}
	down(n-1, ch)
	fmt.Println(n)
}

func bottom(ch chan int) {
	down(130, ch)
}

func main() {
	ch := make(chan int)
	go bottom(ch)
	down(98, ch)
}
