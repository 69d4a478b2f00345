package main

import "fmt"

func main() {
	numbers := make(chan int)
	go func() {
		for i := range 2 {
			numbers <- i
		}
	}()
	for v := range numbers {
		fmt.Println(v)
	}
	fmt.Println("all of them")
}
