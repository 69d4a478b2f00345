package main

import "fmt"

func f() {
	defer func() {
		fmt.Println("deferred")
	}()
	g()
}

func g() {
	panic("here")
}

func main() {
	f()

}
