package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

func process(input <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for v := range input {
			out <- v * v
		}
	}()
	return out
}

func fanOut(input <-chan int, workers int) []<-chan int {
	channels := make([]<-chan int, workers)
	for i := range channels {
		channels[i] = process(input)
	}
	return channels
}

func fanIn(channels ...<-chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, ch := range channels {
		wg.Add(1)
		go func(c <-chan int) {
			defer wg.Done()
			for v := range c {
				out <- v
			}
		}(ch)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func main() {
	input := make(chan int)
	go func() {
		for i := 1; i <= 12; i++ {
			input <- i
		}
		close(input)
	}()
	var squares []int
	for v := range fanIn(fanOut(input, 3)...) {
		squares = append(squares, v)
	}
	slices.Sort(squares)
	fmt.Println(strings.Trim(fmt.Sprint(squares), "[]"))
}
