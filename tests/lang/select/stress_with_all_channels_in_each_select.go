package main

import (
	"fmt"
	"sync"
)

func main() {
	const N = 2000
	chans := []chan int{make(chan int), make(chan int), make(chan int, 2), make(chan int, 3)}
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range N {
				chans[k] <- 0
			}
		}()
	}
	for k := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range N {
				<-chans[k]
			}
		}()
	}
	wg.Add(2)
	go func() {
		defer wg.Done()
		c := append([]chan int{}, chans...)
		left := []int{N, N, N, N}
		done := func(k int) {
			left[k]--
			if left[k] == 0 {
				c[k] = nil
			}
		}
		for range 4 * N {
			select {
			case c[0] <- 0:
				done(0)
			case c[1] <- 0:
				done(1)
			case c[2] <- 0:
				done(2)
			case c[3] <- 0:
				done(3)
			}
		}
	}()
	received := 0
	go func() {
		defer wg.Done()
		c := append([]chan int{}, chans...)
		left := []int{N, N, N, N}
		done := func(k int) {
			left[k]--
			if left[k] == 0 {
				c[k] = nil
			}
		}
		for range 4 * N {
			select {
			case <-c[0]:
				done(0)
			case <-c[1]:
				done(1)
			case <-c[2]:
				done(2)
			case <-c[3]:
				done(3)
			}
			received++
		}
	}()
	wg.Wait()
	fmt.Println(received)

}
