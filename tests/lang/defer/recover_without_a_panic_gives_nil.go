package main

import "fmt"

func f() {
	defer func() { fmt.Println(recover()) }()
}

func main() {
	fmt.Println(recover())
	f()

}
