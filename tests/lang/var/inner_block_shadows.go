package main

import "fmt"

func main() {
	x := 1
	if true {
		x := 2
		x += 1
		fmt.Println(x)
	}
	fmt.Println(x)

}
