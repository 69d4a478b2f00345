package main

import (
	"fmt"
	"math/rand/v2"
	"time"
)

func main() {
	for range 100 {
		n, d := rand.IntN(3), rand.N(10*time.Millisecond)
		if n < 0 || n > 2 || d < 0 || d >= 10*time.Millisecond {
			panic("out of range")
		}
	}
	fmt.Printf("%T %T\n", rand.N(10), rand.N(time.Second))
	defer func() { fmt.Println(recover()) }()
	rand.IntN(0)
}
