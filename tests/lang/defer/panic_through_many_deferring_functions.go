package main

import "fmt"

func down(n int) {
	defer func() {}()
	if n > 0 {
		down(n - 1)
		return
	}
	panic("bottom")
}

func f() {
	defer func() { fmt.Println(recover()) }()
	down(20_000)
}

func main() {
	f()

}
