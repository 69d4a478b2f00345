package main

import "fmt"

func main() {
	const N = 10_000
	ch := make(chan int)
	done := make(chan bool)
	count := map[int]int{}
	go func() {
		for range N {
			count[<-ch]++
		}
		done <- true
	}()
	for range N {
		select {
		case ch <- 0:
		case ch <- 1:
		}
	}
	<-done
	fmt.Println(count[0] > N/10, count[1] > N/10)

}
