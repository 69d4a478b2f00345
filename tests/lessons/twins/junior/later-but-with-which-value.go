package main

import "fmt"

func main() {
	n := 1
	defer fmt.Println("first", n)
	n = 2
	defer func() { fmt.Println("second", n) }()
	n = 3
	fmt.Println("end")
}
