package main

import "fmt"

type bad struct{}

func (bad) String() string { panic("no text") }

func main() {
	fmt.Printf("%v\n", bad{})

}
