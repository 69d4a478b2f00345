package main

import "fmt"

func main() {
	a, b := 1, 2
	b, c := 3, 4
	fmt.Println(a, b, c)

}
