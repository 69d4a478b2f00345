package main

import "fmt"

func main() {
	for k, v := range []int{} {
		fmt.Println(k, v)
	}
	fmt.Println("none")

}
