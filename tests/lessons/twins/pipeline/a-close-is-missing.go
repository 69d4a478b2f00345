package main

import "fmt"

func main() {
	nums, squares := make(chan int), make(chan int)
	go func() {
		for i := 1; i <= 2; i++ {
			nums <- i
		}
	}()
	go func() {
		defer close(squares)
		for n := range nums {
			squares <- n * n
		}
	}()
	for s := range squares {
		fmt.Println(s)
	}
}
