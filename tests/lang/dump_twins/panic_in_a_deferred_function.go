package main

import "fmt"

func cleanup(name string) {
	panic("cleanup of " + name)
}

func work() {
	defer cleanup("file")
	defer func() {
		fmt.Println("first")
	}()
	panic("work failed")
}

func main() {
	work()
}
