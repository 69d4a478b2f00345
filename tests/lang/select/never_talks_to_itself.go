package main

import (
	"fmt"
	"sync"
)

func selfish(ch chan int, me int, wg *sync.WaitGroup) {
	defer wg.Done()
	for i := range 1000 {
		if me == 0 || i%2 == 0 {
			select {
			case ch <- me:
			case v := <-ch:
				if v == me {
					panic("own value")
				}
			}
		} else {
			select {
			case v := <-ch:
				if v == me {
					panic("own value")
				}
			case ch <- me:
			}
		}
	}
}

func main() {
	for range 2 {
		ch := make(chan int)
		var wg sync.WaitGroup
		wg.Add(2)
		go selfish(ch, 0, &wg)
		go selfish(ch, 1, &wg)
		wg.Wait()
	}
	fmt.Println("met")

}
