package main

import "fmt"

func main() {
	fmt.Printf("%*d|%.*d\n", 2000000, 3, -1, 4)
	fmt.Printf("%1234567890d\n", 3)
}
