package main

import (
	"fmt"
	"math/rand"
	"time"
)

func check(list []int) {
	seen := map[int]bool{}
	for _, v := range list {
		seen[v] = true
	}
	fmt.Println(len(seen))
}

func main() {
	check(rand.Perm(20))
	list := make([]int, 50)
	for i := range 50 {
		list[i] = i
	}
	rand.Shuffle(len(list), func(i, j int) {
		list[i], list[j] = list[j], list[i]
	})
	check(list)
	moved := 0
	for i, v := range list {
		if v != i {
			moved++
		}
	}
	fmt.Println(moved > 10, len(rand.Perm(0)))
	rand.Shuffle(3, func(i, j int) { time.Sleep(1) })
}
