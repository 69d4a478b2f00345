package main

import "fmt"

func f() (n int) {
	defer func() { n = n * 2 }()
	return 21
}

func g() int {
	n := 21
	defer func() { n = n * 2 }()
	return n
}

func main() {
	fmt.Println(f(), g())
}
