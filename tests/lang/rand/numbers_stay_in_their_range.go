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
		if rand.Int31n(5) > 4 || rand.Int63n(7) > 6 || rand.Float32() >= 1 || uint64(rand.Uint32())>>32 != 0 {
			panic("too much")
		}
		if rand.Int31()>>31 != 0 || rand.Int63() < 0 || rand.Int() < 0 {
			panic("a sign")
		}
		f := rand.Float64()
		if f < 0 || f >= 1 {
			panic(f)
		}
	}
	fmt.Println(len(rand.Perm(5)), "numbers")

}
