package main

import "fmt"

func greet(name string) {
	fmt.Printf("Good morning, %s!\n", name)
}

func main() {
	go greet("Ada")
	go greet("Grace")
	fmt.Println("main is done")
}
