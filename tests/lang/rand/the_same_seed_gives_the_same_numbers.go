package main

import (
	"fmt"
	"math/rand"
)

func main() {
	a, b := rand.New(rand.NewSource(42)), rand.New(rand.NewSource(42))
	same, other := true, 0
	c := rand.New(rand.NewSource(43))
	for range 100 {
		x := a.Intn(1000)
		same = same && x == b.Intn(1000)
		if x != c.Intn(1000) {
			other++
		}
	}
	fmt.Println(same, other > 50)
	a.Seed(7)
	b.Seed(7)
	fmt.Println(a.Int63() == b.Int63(), a.Float64() == b.Float64(), a.Uint32() == b.Uint32())
	rand.Seed(5)
	x, y := rand.Int(), rand.Int31()
	rand.Seed(5)
	fmt.Println(x == rand.Int(), y == rand.Int31())
}
