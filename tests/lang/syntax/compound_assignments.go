package main

import "fmt"

func main() {
	n := 10
	n += 5
	n -= 3
	n *= 4
	fmt.Println(n)
	n %= 7
	fmt.Println(n)

}
