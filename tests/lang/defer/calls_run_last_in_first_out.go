package main

import "fmt"

func main() {
	defer fmt.Println("first")
	defer fmt.Println("second")
	fmt.Println("body")

}
