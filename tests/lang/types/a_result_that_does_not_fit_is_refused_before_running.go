package main

import "fmt"

func half(n int) (int, error) {
	if n%2 != 0 {
		return 0, "odd"
	}
	return n / 2, nil
}

func main() {
	fmt.Println(half(3))
}
