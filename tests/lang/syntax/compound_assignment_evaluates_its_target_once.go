package main

import "fmt"

type T struct{ n int }

func main() {
	t := &T{n: 1}
	target := func() *T {
		fmt.Println("target")
		return t
	}
	target().n += 5
	fmt.Println(t.n)

}
