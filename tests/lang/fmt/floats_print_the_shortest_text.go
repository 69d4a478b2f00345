package main

import "fmt"

func main() {
	a, b := 0.1, 0.2
	fmt.Println(0.1, 1.0, 2.5, 1e100, 123456789.0, 0.000001, a+b)
	fmt.Println(100000000000000000000.0, 1000000000000000000000.0)

}
