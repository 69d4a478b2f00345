package main

import "fmt"

func main() {
	x := 1
	defer fmt.Println("deferred", x)
	x = 2
	fmt.Println("body", x)

}
