package main

import "fmt"

type T struct{ n int }

func main() {
	ch := make(chan any, 1)
	t := &T{n: 1}
	ch <- t
	u := (<-ch).(*T)
	u.n = 2
	fmt.Println(t.n)

}
