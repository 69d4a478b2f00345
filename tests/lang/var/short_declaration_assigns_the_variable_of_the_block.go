package main

import "fmt"

func main() {
	a := 1
	f := func() int { return a }
	a, b := 2, 3
	fmt.Println(f(), b)

}
