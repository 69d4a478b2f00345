package main

import "fmt"

func main() {
	fmt.Print("a", "b", 1, 2, true, "c", 3, "\n")
	fmt.Print(1, 2, "\n")
	fmt.Print("x", nil, nil, "\n")

}
