package main

import "fmt"

func main() {
	x := 3.14159
	fmt.Printf("%v %f %.2f %e %E %g %G %6.1f|\n", x, x, x, x, x, x, x, x)
	fmt.Printf("%8.3f|%-8.3f|%08.3f|%+.1f|% .1f|\n", x, x, x, x, x)
	fmt.Printf("%g %g %g %g\n", 100000.0, 1e6, 1e20, 1e21)
	fmt.Printf("%v %v %v %v\n", 1e-4, 1e-5, 1e20, 1e21)
	fmt.Printf("%.3g %.10g %F %x\n", 1234.5678, 1234.5678, 1.5, 1.5)

}
