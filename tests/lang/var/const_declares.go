package main

import "fmt"

func main() {
	const N, NAME = 3, "n"
	fmt.Println(N, NAME)

}
