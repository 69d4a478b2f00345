package main

import (
	"fmt"
	"sync"
)

var once sync.Once

func open() {
	defer func() { fmt.Println(recover()) }()
	once.Do(func() { panic("no network") })
	fmt.Println("open")
}

func main() {
	open()
	open()
}
