package main

import "fmt"

func f() {
	defer func() {
		fmt.Println("recovered:", recover())
	}()
	panic("boom")
}

func main() {
	f()
	fmt.Println("goes on")

}
