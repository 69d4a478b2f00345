package main

import "fmt"

func main() {
	var xs []int
	xs = append(xs, 5)
	fmt.Println(len(xs), xs[0])

}
