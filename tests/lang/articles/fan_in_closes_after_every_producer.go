package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

func produce(name string, count int) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for i := 1; i <= count; i++ {
			out <- fmt.Sprint(name, i)
		}
	}()
	return out
}

func fanIn(producers ...<-chan string) <-chan string {
	out := make(chan string)
	var wg sync.WaitGroup
	wg.Add(len(producers))
	for _, c := range producers {
		go func() {
			defer wg.Done()
			for v := range c {
				out <- v
			}
		}()
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

func main() {
	var all []string
	for v := range fanIn(produce("a", 3), produce("b", 1), produce("c", 2)) {
		all = append(all, v)
	}
	slices.Sort(all)
	fmt.Println(strings.Join(all, " "))
}
