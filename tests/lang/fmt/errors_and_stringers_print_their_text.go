package main

import (
	"errors"
	"fmt"
)

type colour struct{ n int }

func (colour) String() string { return "red" }

func main() {
	err := errors.New("bad thing")
	fmt.Println(err)
	fmt.Printf("%v|%s|%q|%12v|%x\n", err, err, err, err, err)
	fmt.Println([]error{err, err})
	color := colour{}
	fmt.Println(color)
	fmt.Printf("%v|%s|%5s|%q\n", color, color, color, color)

}
