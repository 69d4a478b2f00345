package main

import "fmt"

func main() {
	const N = 10_000
	chans := []chan int{make(chan int, 1), make(chan int, 1), make(chan int, 1)}
	counts := []int{0, 0, 0}
	for i := range 3 {
		chans[i] <- 1
	}
	for range N {
		select {
		case <-chans[0]:
			counts[0]++
			chans[0] <- 1
		case <-chans[1]:
			counts[1]++
			chans[1] <- 1
		case <-chans[2]:
			counts[2]++
			chans[2] <- 1
		}
	}
	for _, c := range counts {
		fmt.Println(c > N/3-500 && c < N/3+500)
	}

}
