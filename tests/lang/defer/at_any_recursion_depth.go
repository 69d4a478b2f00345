package main

import "fmt"

var count = 0

func f(n int) {
	defer func() { count++ }()
	if n > 0 {
		f(n - 1)
	}
}

func main() {
	f(10_000)
	fmt.Println(count)

}
