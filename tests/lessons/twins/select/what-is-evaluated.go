package main

import "fmt"

func value(name string) string {
	fmt.Println("evaluated:", name)
	return name
}

func main() {
	full := make(chan string)
	free := make(chan string, 1)
	select {
	case full <- value("one"):
		fmt.Println("sent one")
	case free <- value("two"):
		fmt.Println("sent two")
	}
}
