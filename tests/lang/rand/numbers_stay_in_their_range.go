package main

import (
	"fmt"
	"math/rand"
)

func main() {
	for range 1000 {
		n := rand.Intn(6)
		if n < 0 || n > 5 {
			panic(n)
		}
		f := rand.Float64()
		if f < 0 || f >= 1 {
			panic(f)
		}
	}
	fmt.Println(len(rand.Perm(5)), "numbers")

}
