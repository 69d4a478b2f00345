package main

import "fmt"

func main() {
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("%d", 1, 2, "x")
	fmt.Printf("\n%")
	fmt.Printf("\n%%|%5%|\n")

}
