package main

import (
	"fmt"
	"math"
)

func main() {
	fmt.Printf("%x %X %.3x %.0x %x %b\n", 3.14159, 0.1, 1.5, 1.5, -2.5, 1.5)
	fmt.Printf("%x %b %v\n", 5e-324, 5e-324, 5e-324)
	fmt.Printf("%#g %#.3g %#x %#v %g\n", 1.0, 1.0, 1.0, 1e6, math.Ldexp(1, -44))
}
