package main

import "fmt"

func main() {
	fmt.Printf("%[2]d %[1]d\n", 11, 22)
	fmt.Printf("%[1]d %[1]x %[1]T\n", 255)
	fmt.Printf("%[3]*.[2]*[1]f|\n", 12.0, 2, 6)
	fmt.Printf("%[5]d\n", 1)
	fmt.Printf("%[x]d\n", 1)

}
