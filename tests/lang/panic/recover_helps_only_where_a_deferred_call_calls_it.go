package main

import "fmt"

func helper() any {
	return recover()
}

func f() {
	defer func() {
		fmt.Println("through a helper:", helper())
	}()
	defer func() {
		defer func() {
			fmt.Println("in a nested one:", recover())
		}()
	}()
	panic("stays")
}

func main() {
	f()
}
