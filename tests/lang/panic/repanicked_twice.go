package main

import "errors"

func again() {
	r := recover()
	panic(r)
}

func f() {
	defer again()
	defer again()
	panic(errors.New("stubborn"))
}

func main() {
	f()
}
