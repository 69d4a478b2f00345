package main

import "fmt"

func main() {
	const N = 1000
	ch := make(chan int)
	done := make(chan bool)
	seen := map[int]int{}
	for range 10 {
		go func() {
			for v := range ch {
				seen[v]++
			}
			done <- true
		}()
	}
	for i := range N {
		ch <- i
	}
	close(ch)
	for range 10 {
		<-done
	}
	for i := range N {
		if seen[i] != 1 {
			panic(i)
		}
	}
	fmt.Println("once each")

}
