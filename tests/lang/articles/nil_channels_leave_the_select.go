package main

import (
	"fmt"
	"slices"
	"strings"
)

func fanIn(a, b <-chan string) <-chan string {
	merged := make(chan string)
	go func() {
		defer close(merged)
		for a != nil || b != nil {
			select {
			case v, ok := <-a:
				if !ok {
					a = nil
					continue
				}
				merged <- v
			case v, ok := <-b:
				if !ok {
					b = nil
					continue
				}
				merged <- v
			}
		}
	}()
	return merged
}

func words(list []string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, word := range list {
			out <- word
		}
	}()
	return out
}

func main() {
	var all []string
	for v := range fanIn(words([]string{"tick", "tock"}), words([]string{"ding", "dong", "bong"})) {
		all = append(all, v)
	}
	slices.Sort(all)
	fmt.Println(strings.Join(all, " "))
}
