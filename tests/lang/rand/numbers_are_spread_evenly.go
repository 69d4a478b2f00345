package main

import (
	"fmt"
	"math"
	"math/rand"
)

func main() {
	r := rand.New(rand.NewSource(1))
	counts := [6]int{}
	for range 60_000 {
		counts[r.Intn(6)]++
	}
	ok := true
	for _, n := range counts {
		ok = ok && n > 9500 && n < 10500
	}
	fmt.Println(ok)
	sum, square, exp := 0.0, 0.0, 0.0
	for range 20_000 {
		x := r.NormFloat64()
		sum += x
		square += x * x
		exp += r.ExpFloat64()
	}
	near := func(x, y float64) bool { return math.Abs(x-y) < 0.05 }
	fmt.Println(near(sum/20_000, 0), near(square/20_000, 1), near(exp/20_000, 1))
}
