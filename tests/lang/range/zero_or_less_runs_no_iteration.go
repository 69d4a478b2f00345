package main

import "fmt"

func main() {
	for i := range 0 {
		fmt.Println(i)
	}
	n := -5
	for i := range n {
		fmt.Println(i)
	}
	fmt.Println("none")

}
