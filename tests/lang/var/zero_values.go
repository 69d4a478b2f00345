package main

import "fmt"

func main() {
	var i int
	var f float64
	var s string
	var b bool
	var e error
	var a any
	var c chan int
	var u struct{}
	fmt.Printf("%v %v %q %v %v %v %v %v\n", i, f, s, b, e, a, c, u)
	fmt.Printf("%T %T\n", i, f)

}
