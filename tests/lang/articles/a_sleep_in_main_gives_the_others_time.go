package main

import (
	"fmt"
	"time"
)

func greet(name string) {
	fmt.Printf("Good morning, %s!\n", name)
}

func main() {
	go greet("Ada")
	go greet("Grace")
	go greet("Barbara")
	time.Sleep(100 * time.Millisecond)
}
