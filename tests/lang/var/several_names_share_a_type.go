package main

import "fmt"

func main() {
	var a, b int
	var x, y string = "x", "y"
	fmt.Println(a, b, x, y)

}
