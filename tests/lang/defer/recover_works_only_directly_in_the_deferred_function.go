package main

import "fmt"

func helper() {
	fmt.Println("helper:", recover())
}

func f() {
	defer func() { fmt.Println("deferred:", recover()) }()
	defer func() { helper() }()
	panic("boom")
}

func main() {
	f()

}
