package main

import "fmt"

func main() {
	n := 3
	for i := range n {
		n = 10
		fmt.Println(i)
	}

}
