package main

import "fmt"

func main() {
	var n int = "x"
	fmt.Println(n)

}
