package main

import "fmt"

func half(n int, x float64) {
	fmt.Printf("%T %v %T %v\n", n, n, x, x)
}

func main() {
	half(3, 4)

}
