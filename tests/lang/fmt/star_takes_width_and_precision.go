package main

import "fmt"

func main() {
	fmt.Printf("|%*d|%-*d|%.*f|%*.*f|\n", 5, 42, 5, 42, 2, 3.14159, 8, 3, 3.14159)
	fmt.Printf("|%*d|\n", -5, 42)
	fmt.Printf("|%*d|\n", "x", 42)

}
