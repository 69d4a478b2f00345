package main

import "fmt"

func main() {
	fmt.Println(1_000_000, 0xFF_FF, 1_0.5)

}
