package main

import "fmt"

func main() {
	done := make(chan int)
	var tree func(int)
	tree = func(depth int) {
		if depth == 0 {
			done <- 1
			return
		}
		go tree(depth - 1)
		go tree(depth - 1)
	}
	go tree(8)
	sum := 0
	for range 256 {
		sum += <-done
	}
	fmt.Println(sum)

}
