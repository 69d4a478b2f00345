package main

import (
	"fmt"
	"sync"
)

var once sync.Once

func setup() {
	panic("setup failed")
}

func try() {
	defer func() {
		fmt.Println(recover())
	}()
	once.Do(setup)
}

func main() {
	try()
	once.Do(setup)
	fmt.Println("done already")
	var other sync.Once
	other.Do(setup)
}
