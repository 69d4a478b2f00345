package main

import "fmt"

func main() {
	n := 2
	n *= 3 + 4
	fmt.Println(n)

}
