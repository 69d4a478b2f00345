package main

import "fmt"

func f(x int) int {
	defer fmt.Println("deferred", x)
	if x > 1 {
		return 10
	}
	fmt.Println("rest", x)
	return 20
}

func main() {
	fmt.Println(f(1), f(2))

}
