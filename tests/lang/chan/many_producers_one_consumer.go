package main

import "fmt"

func main() {
	const PRODUCERS, EACH = 100, 50
	ch := make(chan int)
	producer := func(id int) {
		for range EACH {
			ch <- id
		}
	}
	for id := range PRODUCERS {
		go producer(id)
	}
	counts := map[int]int{}
	for range PRODUCERS * EACH {
		counts[<-ch]++
	}
	for id := range PRODUCERS {
		if counts[id] != EACH {
			panic(id)
		}
	}
	fmt.Println("all arrived")

}
