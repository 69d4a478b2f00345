package main

import "fmt"

func main() {
	a, b := 1, 2
	a, b, c := b, a, a
	fmt.Println(a, b, c)

}
