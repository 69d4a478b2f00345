package main

import "fmt"

func last() {
	defer func() {
		fmt.Println(recover())
		panic("four")
	}()
	panic("three")
}

func middle() {
	defer func() {
		defer last()
		panic("two")
	}()
	panic("one")
}

func run() {
	middle()
}

func main() {
	run()
}
