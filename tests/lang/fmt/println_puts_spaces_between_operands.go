package main

import "fmt"

func main() {
	fmt.Println("a", 1, true, nil, 2.5)
	fmt.Println()

}
