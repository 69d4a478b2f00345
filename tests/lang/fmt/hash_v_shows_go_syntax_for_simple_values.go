package main

import "fmt"

func main() {
	fmt.Printf("%#v %#v %#v %#v %#v\n", 1, "a\"b", true, 1.0, 2.5)
	fmt.Printf("%#v\n", nil)

}
