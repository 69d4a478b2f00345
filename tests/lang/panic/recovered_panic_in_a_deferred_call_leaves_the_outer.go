package main

import "fmt"

func quiet() {
	defer func() {
		fmt.Print("inner:\t", recover(), "\n")
	}()
	panic("inner")
}

func f() {
	defer quiet()
	panic("outer")
}

func main() {
	f()
}
