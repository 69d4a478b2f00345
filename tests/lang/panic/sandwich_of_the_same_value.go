package main

import "errors"

var outer = errors.New("outer")

func f() {
	defer func() {
		r := recover()
		defer func() {
			recover()
			panic(r)
		}()
		panic("inner")
	}()
	panic(outer)
}

func main() {
	f()
}
