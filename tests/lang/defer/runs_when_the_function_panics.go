package main

import "fmt"

func f() {
	defer fmt.Println("deferred")
	panic("boom")
}

func main() {
	f()

}
