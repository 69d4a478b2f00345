package main

import "fmt"

func f() {
	defer func() {
		defer fmt.Println("inner deferred")
		fmt.Println("outer deferred")
	}()
	fmt.Println("body")
}

func main() {
	f()

}
