package main

import "fmt"

func main() {
	var m map[string]int
	var f func(int) string
	fmt.Println(m == nil, f == nil)

}
