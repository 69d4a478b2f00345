package main

import "fmt"

func main() {
	for i := range 3 {
		defer fmt.Println("deferred", i)
	}
	if true {
		defer fmt.Println("in if")
	}
	fmt.Println("end of the body")

}
