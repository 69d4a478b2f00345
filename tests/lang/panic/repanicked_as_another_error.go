package main

import "fmt"

func wrap() {
	r := recover()
	panic(fmt.Errorf("wrapped: %v", r))
}

func f() {
	defer wrap()
	panic("cause")
}

func main() {
	f()
}
