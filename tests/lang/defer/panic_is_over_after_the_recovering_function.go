package main

import "fmt"

func f() {
	defer func() { fmt.Println("first", recover()) }()
	panic("boom")
}

func g() {
	defer func() { fmt.Println("second", recover()) }()
	f()
}

func main() {
	g()

}
