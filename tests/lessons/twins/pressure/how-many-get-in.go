package main

import "fmt"

func main() {
	jobs := make(chan int, 2)
	gate := make(chan struct{})
	go func() {
		<-jobs
		<-gate // busy
	}()
	accepted := 0
	for n := 1; n <= 4; n++ {
		select {
		case jobs <- n:
			accepted += 1
		default:
		}
	}
	fmt.Println(accepted)
	close(gate)
}
