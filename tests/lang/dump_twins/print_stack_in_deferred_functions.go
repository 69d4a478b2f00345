package main

import "runtime/debug"

func where() {
	debug.PrintStack()
}

func f(n int) {
	defer where()
	if n > 0 {
		f(n - 1)
	}
}

func g() {
	defer func() {
		recover()
		where()
	}()
	defer where()
	panic("for a look")
}

func main() {
	f(1)
	g()
}
