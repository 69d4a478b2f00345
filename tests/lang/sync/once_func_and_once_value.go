package main

import (
	"fmt"
	"sync"
)

func main() {
	f := sync.OnceFunc(func() { fmt.Println("ran") })
	f()
	f()
	n := 0
	v := sync.OnceValue(func() int {
		n++
		return n
	})
	fmt.Println(v(), v())

}
