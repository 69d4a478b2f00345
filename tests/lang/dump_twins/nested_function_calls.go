package main

import "fmt"

var ch = make(chan string)

func innermost(n int) {
	ch <- "stuck"
}

func inner(n int) {
	if n > 0 {
		inner(n - 1)
		return
	}
	innermost(n)
}

func outer() {
	inner(2)
	fmt.Println("never")
}

func main() {
	outer()
}
