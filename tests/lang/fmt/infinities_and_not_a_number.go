package main

import (
	"fmt"
	"math"
)

func main() {
	inf := math.Inf(1)
	nan := inf - inf
	fmt.Println(inf, -inf)
	fmt.Printf("%f %5.1f|%+v|%06v|%v\n", inf, -inf, inf, inf, nan == nan)

}
