package main

import "fmt"

func helper() {
	fmt.Println("recovered", recover())
}

func f() {
	defer helper()
	panic("boom")
}

func main() {
	f()

}
