package main

import (
	"fmt"
	"runtime"
)

func double(n int) int {
	jobs, results := make(chan int), make(chan int)
	go func() {
		for j := range jobs {
			results <- j * 2
		}
	}()
	jobs <- n
	return <-results
}

func main() {
	fmt.Println(double(2))
	fmt.Println(double(4))
	fmt.Println(runtime.NumGoroutine())
}
