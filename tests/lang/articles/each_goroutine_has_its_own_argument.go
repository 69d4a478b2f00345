package main

import (
	"fmt"
	"slices"
	"strings"
)

func main() {
	const N = 4
	byParameter, byCapture := make(chan int, N), make(chan int, N)
	for i := range N {
		go func(id int) {
			byParameter <- id
		}(i)
		go func() {
			byCapture <- i
		}()
	}
	collect := func(ch <-chan int) string {
		var seen []int
		for i := 1; i <= N; i++ {
			seen = append(seen, <-ch)
		}
		slices.Sort(seen)
		return strings.Trim(fmt.Sprint(seen), "[]")
	}
	fmt.Println(collect(byParameter))
	fmt.Println(collect(byCapture))
}
