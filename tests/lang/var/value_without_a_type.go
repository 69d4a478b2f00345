package main

import "fmt"

func main() {
	var n = 5
	var s, t = "s", true
	fmt.Println(n, s, t)

}
