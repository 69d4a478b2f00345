package main

import "fmt"

func f() {
	defer fmt.Println("1")
	defer func() {
		fmt.Println("2", recover())
	}()
	defer fmt.Println("3")
	panic("boom")
}

func main() {
	f()
	fmt.Println("after")

}
