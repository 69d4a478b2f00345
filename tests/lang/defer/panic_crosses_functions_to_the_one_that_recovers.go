package main

import "fmt"

func inner() {
	defer fmt.Println("inner deferred")
	panic("deep")
}

func middle() {
	defer fmt.Println("middle deferred")
	inner()
	fmt.Println("never")
}

func outer() {
	defer func() { fmt.Println("recovered", recover()) }()
	middle()
}

func main() {
	outer()

}
