package main

import (
	"fmt"
	"time"
)

func main() {
	jobs := make(chan int, 3)
	go func() {
		for n := 1; n <= 3; n++ {
			jobs <- n
			fmt.Println("handed over", n)
		}
		close(jobs)
	}()
	for n := range jobs {
		time.Sleep(time.Second) // slow work
		fmt.Println("done", n)
	}
}
